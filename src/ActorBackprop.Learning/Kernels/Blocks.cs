namespace ActorBackprop.Learning.Kernels;

/// <summary>How a product is cut, so that what its tiles go over stays in the caches; it changes no number.</summary>
internal readonly struct Blocks
{
    private const int InnerBlock = 256, RowsInSecondCache = 240, FewRows = 12;
    private const int ManyColumns = 64; // to copy four rows takes about as long as to go over them for a few columns

    /// <param name="rows">Rows of the product.</param>
    /// <param name="inner">Its inner index.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="b">The right factor.</param>
    /// <param name="isFolded">Whether an element is more than one chain: then the inner index is not cut.</param>
    /// <param name="widest">Columns of the broadest tile.</param>
    /// <param name="canPackLeft">Whether there are tiles of four rows, and as they are packed.</param>
    public Blocks(int rows, int inner, int columns, Right b, bool isFolded, int widest, bool canPackLeft)
    {
        IsPacked = b.IsTransposed || (rows > FewRows && b.Stride > widest);
        IsLeftPacked = canPackLeft && rows > FewRows && columns >= ManyColumns;
        Inner = isFolded || (rows <= FewRows && !IsPacked) ? inner : Even(inner, InnerBlock, 8);
        Rows = rows <= RowsInSecondCache * 3 / 2 ? rows : RowsInSecondCache;
        HasAllPanels = Rows < rows;
        PanelRows = (Inner + 3) / 4 * 4;
        PanelFloats = IsPacked ? PanelRows * (HasAllPanels ? columns : widest) : 0;
        LeftFloats = IsLeftPacked ? (Rows + 3) / 4 * 4 * Inner : 0;
    }

    /// <summary>Whether the right factor becomes panels.</summary>
    public bool IsPacked { get; }

    /// <summary>Whether the left factor is copied, too, by four rows.</summary>
    public bool IsLeftPacked { get; }

    /// <summary>Terms of a block.</summary>
    public int Inner { get; }

    /// <summary>Rows of a block.</summary>
    public int Rows { get; }

    /// <summary>Whether the panels of all columns are kept, for the next block of rows.</summary>
    public bool HasAllPanels { get; }

    /// <summary>Rows of a panel: a few more than terms, where it was turned round.</summary>
    public int PanelRows { get; }

    /// <summary>Room that the panels need.</summary>
    public int PanelFloats { get; }

    /// <summary>Room that the left factor needs.</summary>
    public int LeftFloats { get; }

    /// <summary>The size of the fewest blocks, all of nearly the same size, none above <paramref name="most"/>.</summary>
    private static int Even(int length, int most, int multiple)
    {
        var blocks = (length + most - 1) / most;
        return ((length + blocks - 1) / blocks + multiple - 1) / multiple * multiple;
    }
}
