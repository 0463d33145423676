using System.Runtime.InteropServices;

namespace ActorBackprop.Benchmarks;

/// <summary>OpenBLAS where the system has it: what the kernels are measured beside, and nothing that the project uses.</summary>
internal static unsafe partial class OpenBlas
{
    private const string Library = "libopenblas.so.0";
    private const int RowMajor = 101, NoTranspose = 111, Transpose = 112;

    /// <summary>Whether it is there; if so it is told to use one thread.</summary>
    public static bool IsThere()
    {
        if (!NativeLibrary.TryLoad(Library, out _)) return false;
        openblas_set_num_threads(1);
        return true;
    }

    /// <summary>C(rows, columns) = A(rows, inner) B(inner, columns), each transposed in memory or not.</summary>
    public static void Multiply(float* c, int cStride, float* a, int aStride, bool isATransposed, float* b, int bStride, bool isBTransposed,
        int rows, int inner, int columns) =>
        cblas_sgemm(RowMajor, isATransposed ? Transpose : NoTranspose, isBTransposed ? Transpose : NoTranspose,
            rows, columns, inner, 1, a, aStride, b, bStride, 0, c, cStride);

    [LibraryImport(Library)]
    private static partial void openblas_set_num_threads(int threads);

    [LibraryImport(Library)]
    private static partial void cblas_sgemm(int order, int transposeA, int transposeB, int m, int n, int k, float alpha,
        float* a, int lda, float* b, int ldb, float beta, float* c, int ldc);
}
