// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Fleet;

/// <summary>What a service may use, and what is kept for it: the usual half of a core and 512 MiB, of which a tenth of a core and 256 MiB are kept, unless the module says otherwise.</summary>
/// <param name="MilliCores">Thousandths of a core.</param>
/// <param name="MemoryBytes">Bytes.</param>
internal sealed partial record ServiceLimits(long MilliCores, long MemoryBytes)
{
    private const long MiB = 1024 * 1024;

    internal static ServiceLimits Default { get; } = new(500, 512 * MiB);

    /// <summary>What is kept for it: no more than it may use.</summary>
    internal ServiceLimits Kept => new(Math.Min(100, MilliCores), Math.Min(256 * MiB, MemoryBytes));

    /// <summary>The cores as Compose has them: <c>0.5</c>.</summary>
    internal string Cores => (MilliCores / 1000m).ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>The cores as Kubernetes has them: <c>500m</c>, <c>1</c>.</summary>
    internal string Cpu => MilliCores % 1000 == 0 ? Text(MilliCores / 1000) : $"{Text(MilliCores)}m";

    /// <summary>The memory as Kubernetes has it: <c>512Mi</c>.</summary>
    internal string Memory => MemoryBytes % MiB == 0 ? $"{Text(MemoryBytes / MiB)}Mi" : Text(MemoryBytes);

    /// <summary>The memory as Compose has it: <c>512M</c>.</summary>
    internal string ComposeMemory => MemoryBytes % MiB == 0 ? $"{Text(MemoryBytes / MiB)}M" : $"{Text(MemoryBytes)}b";

    [GeneratedRegex(@"\A([0-9]{1,12}(?:\.[0-9]{1,6})?)\s*([bkmgt]?)(?:i?b)?\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Size();

    /// <summary>Thousandths of cores: <c>1.5</c> is 1500; null if the text is no such number.</summary>
    internal static long? ParseCores(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cores) && cores is >= 0.001m and <= 4096 ? (long)(cores * 1000) : null;

    /// <summary>Bytes, as Docker writes them: <c>512m</c>; null if the text is no size.</summary>
    internal static long? ParseMemory(string text)
    {
        if (Size().Match(text.Trim()) is not { Success: true } match)
            return null;
        var power = match.Groups[2].Length == 0 ? 0 : "bkmgt".IndexOf(match.Groups[2].Value.ToLowerInvariant(), StringComparison.Ordinal);
        var bytes = decimal.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * (decimal)Math.Pow(1024, power);
        return bytes is >= 1 and <= 1L << 60 ? (long)bytes : null;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
