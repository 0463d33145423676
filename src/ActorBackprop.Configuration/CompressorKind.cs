using System.Runtime.Serialization;

namespace ActorBackprop.Configuration;

/// <summary>How gradients are compressed on their way to the server.</summary>
public enum CompressorKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Numbers of 16 bits.</summary>
    Float16,

    /// <summary>Numbers of 8 bits, rounded by chance: QSGD.</summary>
    [EnumMember(Value = "int8")]
    EightBit,

    /// <summary>Signs, with error feedback: 1-bit SGD.</summary>
    [EnumMember(Value = "1-bit")]
    OneBit,

    /// <summary>The largest numbers, with error feedback.</summary>
    TopK,
}
