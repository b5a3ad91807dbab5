// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Dockerfile;

/// <summary>Signals by name or number, as Linux on amd64 and arm64 numbers them.</summary>
public static class StopSignal
{
    private const int RealTimeFirst = 34;
    private const int RealTimeLast = 64;

    // The place in the list is the number; the names that share one stand beside each other.
    private static readonly string[] Names =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT IOT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
        "STKFLT", "CHLD CLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO POLL", "PWR", "SYS UNUSED",
    ];

    /// <summary>Every name, without <c>SIG</c>, real-time ones left out.</summary>
    public static IEnumerable<string> AllNames => Names.Skip(1).SelectMany(names => names.Split(' '));

    /// <summary>Reads <c>SIGTERM</c>, <c>term</c>, <c>15</c>, <c>SIGRTMIN+3</c>; case doesn't count.</summary>
    public static bool TryParse(string text, out int number)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number))
            return number is > 0 and <= RealTimeLast;
        var name = text.ToUpperInvariant();
        name = name.StartsWith("SIG", StringComparison.Ordinal) ? name[3..] : name;
        number = name.Length == 0 ? -1 : Array.FindIndex(Names, names => names.Split(' ').Contains(name));
        return number > 0 || TryParseRealTime(name, out number);
    }

    private static bool TryParseRealTime(string name, out int number)
    {
        number = name switch { "RTMIN" => RealTimeFirst, "RTMAX" => RealTimeLast, _ => 0 };
        if (number != 0)
            return true;
        var sign = name.StartsWith("RTMIN+", StringComparison.Ordinal) ? 1 : name.StartsWith("RTMAX-", StringComparison.Ordinal) ? -1 : 0;
        if (sign == 0 || !int.TryParse(name.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var steps))
            return false;
        number = (sign > 0 ? RealTimeFirst : RealTimeLast) + (sign * steps);
        return steps <= RealTimeLast - RealTimeFirst;
    }
}
