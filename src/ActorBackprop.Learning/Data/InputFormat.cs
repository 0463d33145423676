namespace ActorBackprop.Learning.Data;

/// <summary>
/// The format of a data set's images, to which a picture is converted for a network that was trained on them.
/// Numbers are a network's inputs: a byte is pixel / 255.
/// </summary>
public sealed record InputFormat
{
    private const int MaxImages = 1000; // on which the border is measured
    private const double Near = 0.25; // of the range: the largest difference of two data sets' papers, and inks
    private const int MinSide = 8; // of a square of numbers in one row that is considered an image
    private const double Pure = 0.1; // of the range: a border this near its end is all paper

    /// <summary>Pixels down an image; 1 where a sample is no image.</summary>
    public required int Rows { get; init; }

    /// <summary>Pixels across an image.</summary>
    public required int Columns { get; init; }

    /// <summary>The numbers of a pixel.</summary>
    public required int Channels { get; init; }

    /// <summary>Whether the numbers are bytes.</summary>
    public required bool HasBytes { get; init; }

    /// <summary>The smallest number.</summary>
    public required float Low { get; init; }

    /// <summary>The largest number.</summary>
    public required float High { get; init; }

    /// <summary>The mean of the outermost pixels.</summary>
    public required float Border { get; init; }

    /// <summary>Whether ink is the lower end of the range: dark ink on light paper, where low is dark.</summary>
    public bool IsInkLow => Border > (Low + High) / 2;

    /// <summary>The number of a pixel that is all ink.</summary>
    public float Ink => IsInkLow ? Low : High;

    /// <summary>The number of a pixel without ink.</summary>
    public float Paper
    {
        get
        {
            var end = IsInkLow ? High : Low;
            return Math.Abs(Border - end) <= Pure * (High - Low) ? end : Border;
        }
    }

    /// <summary>Pixels down and across, if the images are square; null if not.</summary>
    public int? Side
    {
        get
        {
            var side = (int)Math.Round(Math.Sqrt((double)Rows * Columns));
            return Channels == 1 && side * side == Rows * Columns && (Rows == side || Rows == 1) ? side : null;
        }
    }

    /// <summary>The description of a sample, to follow "trained on".</summary>
    public string Shape => Rows == 1 ? $"samples of {Columns * Channels} numbers"
        : $"images of {Columns}×{Rows} pixels{(Channels == 1 ? "" : $" and {Channels} channels")}";

    /// <summary>Returns whether this format describes samples of so many numbers.</summary>
    public bool Fits(int inputs) => Rows > 0 && Columns > 0 && Channels > 0 && (Int128)Rows * Columns * Channels == inputs
        && float.IsFinite(High - Low) && Low <= Border && Border <= High;

    /// <summary>Returns the format of a data set, measured on some of its images.</summary>
    /// <param name="set">At least one image.</param>
    public static InputFormat Of(Dataset set)
    {
        var ((low, high), border, count) = (set.Range, 0.0, 0L);
        var format = new InputFormat
        {
            Rows = set.Rows,
            Columns = set.Columns,
            Channels = set.Channels.Count,
            HasBytes = set.HasBytes,
            Low = low,
            High = high,
            Border = 0,
        };
        var (rows, columns) = format.Side is { } side ? (side, side) : (set.Rows, set.Columns);
        var images = Math.Min(set.Count, MaxImages);
        var inputs = new float[set.PixelCount];
        for (var image = 0; image < images; image++)
        {
            set.CopyTo((int)((long)image * set.Count / images), inputs);
            for (var pixel = 0; pixel < rows * columns; pixel++)
            {
                var (row, column) = (pixel / columns, pixel % columns);
                if (row != 0 && row != rows - 1 && column != 0 && column != columns - 1) continue;
                for (var channel = 0; channel < set.Channels.Count; channel++, count++)
                    border += inputs[set.Channels.IndexOf(pixel, channel, rows * columns)];
            }
        }
        return format with { Border = (float)(border / count) };
    }

    /// <summary>Returns a sample of this format made from a digit.</summary>
    /// <param name="digit">[rows][columns]: 0 is paper, 255 all ink, as <see cref="DigitImage"/> makes it.</param>
    /// <param name="label">Its class, if known. Default: 0.</param>
    /// <param name="classes">Number of classes.</param>
    public Dataset SampleOf(ReadOnlySpan<byte> digit, int classes, int label = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(digit.Length, Rows * Columns * Channels);
        var values = Array.ConvertAll(digit.ToArray(), ink => Paper + ink / 255f * (Ink - Paper));
        return HasBytes
            ? new Dataset(Array.ConvertAll(values, value => (byte)Math.Round(255 * value)), [(byte)label], Rows, Columns, classes)
            : new Dataset(values, [(byte)label], Rows, Columns, classes);
    }

    /// <summary>
    /// Returns how other data differ, to follow "was trained on"; null where they are suitable for a network that was trained on this
    /// format.
    /// </summary>
    public string? DifferenceTo(InputFormat other)
    {
        if (Channels != other.Channels) return $"{Channels} channels, and these images have {other.Channels}";
        var isNear = IsImage
            ? Math.Abs(Paper - other.Paper) <= Near * (High - Low) && Math.Abs(Ink - other.Ink) <= Near * (High - Low)
            : Math.Abs(Low - other.Low) <= High - Low && Math.Abs(High - other.High) <= High - Low; // the ends of the range may be outliers
        return isNear ? null : $"{Described()}, and these are {other.Described()}";
    }

    private bool IsImage => Rows > 1 || Side >= MinSide;

    private string Described() => FormattableString.Invariant(
        $"numbers from {Low:0.##} to {High:0.##}{(!IsImage ? "" : IsInkLow ? " with ink at the low end" : " with ink at the high end")}");
}
