namespace ActorBackprop.Learning.Kernels;

/// <summary>How a product is cut into blocks, so that the memory its tiles read stays in the caches; it changes no number.</summary>
internal readonly struct ProductBlocks
{
    private const int InnerBlock = 256, RowsInSecondCache = 240, FewRows = 12;
    private const int ManyColumns = 64; // to copy four rows takes about as long as to go over them for a few columns

    /// <param name="product">The product.</param>
    /// <param name="widest">Columns of the broadest tile.</param>
    /// <param name="canPackLeft">Whether there are tiles of four rows, as they are packed.</param>
    public ProductBlocks(in ProductOperands product, int widest, bool canPackLeft)
    {
        var (rows, inner) = (product.Rows, product.Inner);
        IsPacked = product.B.IsTransposed || (rows > FewRows && product.B.Stride > widest);
        IsLeftPacked = canPackLeft && rows > FewRows && product.Columns >= ManyColumns;
        Inner = product.IsFolded || (rows <= FewRows && !IsPacked) ? inner : Even(inner, InnerBlock, 8);
        Rows = rows <= RowsInSecondCache * 3 / 2 ? rows : RowsInSecondCache;
        HasAllPanels = Rows < rows;
        PanelRows = (Inner + 3) / 4 * 4;
        PanelFloats = IsPacked ? PanelRows * (HasAllPanels ? product.Columns : widest) : 0;
        LeftFloats = IsLeftPacked ? (Rows + 3) / 4 * 4 * Inner : 0;
    }

    /// <summary>Whether the right factor is copied into panels.</summary>
    public bool IsPacked { get; }

    /// <summary>Whether the left factor is copied, too, by four rows.</summary>
    public bool IsLeftPacked { get; }

    /// <summary>Terms of a block. The inner index is not cut where an element is more than one chain.</summary>
    public int Inner { get; }

    /// <summary>Rows of a block.</summary>
    public int Rows { get; }

    /// <summary>Whether the panels of all columns are kept, for the next block of rows.</summary>
    public bool HasAllPanels { get; }

    /// <summary>Rows of a panel: up to three more than terms, which a transposed panel needs.</summary>
    public int PanelRows { get; }

    /// <summary>Floats that the panels need.</summary>
    public int PanelFloats { get; }

    /// <summary>Floats that the packed left factor needs.</summary>
    public int LeftFloats { get; }

    /// <summary>Returns the size of the fewest blocks, all of nearly the same size, none above <paramref name="max"/>.</summary>
    private static int Even(int length, int max, int multiple)
    {
        var blocks = (length + max - 1) / max;
        return ((length + blocks - 1) / blocks + multiple - 1) / multiple * multiple;
    }
}
