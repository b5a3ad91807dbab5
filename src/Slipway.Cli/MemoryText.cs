// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;

namespace Slipway.Cli;

/// <summary>Sizes of memory on the command line as Docker writes them: <c>512m</c>, <c>1.5g</c>, <c>64MB</c>; powers of 1024.</summary>
internal static class MemoryText
{
    /// <summary>An option for a size.</summary>
    public static Option<long?> Option(string name, string description, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        HelpName = "BYTES|512m|2g",
        CustomParser = static result =>
        {
            var text = result.Tokens.Single().Value;
            if (TryParse(text, out var bytes))
                return bytes;
            result.AddError($"'{text}' is not a size; expected a number and b, k, m, g or t, such as 512m.");
            return null;
        },
    };

    /// <summary>Reads a size that is more than nothing.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var lower = text.Trim().ToLowerInvariant();
        lower = lower.EndsWith("ib", StringComparison.Ordinal) ? lower[..^2] : lower is [.., 'b'] and [.., not (>= '0' and <= '9'), _] ? lower[..^1] : lower;
        var power = lower.Length == 0 ? -1 : "bkmgt".IndexOf(lower[^1], StringComparison.Ordinal);
        var number = power >= 0 ? lower[..^1] : lower;
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value <= 0)
            return false;
        var product = value * Math.Pow(1024, Math.Max(0, power));
        if (product is < 1 or > 1L << 60)
            return false;
        bytes = (long)product;
        return true;
    }
}
