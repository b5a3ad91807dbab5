// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Slipway.Native;

/// <summary>A signal of the system, by its number on Linux.</summary>
public readonly record struct Signal
{
    private const int MaxNumber = 64, RealTimeMin = 34;

    private static readonly string[] Names =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
        "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    private Signal(int number) => Number = number;

    /// <summary>Asks a process to end.</summary>
    public static Signal Term { get; } = new(15);

    /// <summary>Ends a process without asking.</summary>
    public static Signal Kill { get; } = new(9);

    /// <summary>The number, 1 to 64.</summary>
    public int Number { get; }

    /// <summary>Reads what a STOPSIGNAL holds: "SIGTERM", "term", "15", "SIGRTMIN+3".</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Signal signal)
    {
        signal = default;
        var name = text?.Trim().ToUpperInvariant() ?? "";
        if (name.StartsWith("SIG", StringComparison.Ordinal))
            name = name[3..];
        var number = name switch
        {
            "" => 0,
            "POLL" => 29,
            "IOT" => 6,
            "CLD" => 17,
            "RTMAX" => MaxNumber,
            "RTMIN" => RealTimeMin,
            _ when Offset(name, "RTMIN+") is { } up => RealTimeMin + up,
            _ when Offset(name, "RTMAX-") is { } down => MaxNumber - down,
            _ when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var value) => value,
            _ => Array.IndexOf(Names, name),
        };
        if (number is < 1 or > MaxNumber)
            return false;
        signal = new(number);
        return true;
    }

    /// <summary>Reads what a STOPSIGNAL holds.</summary>
    /// <exception cref="FormatException">There is no such signal.</exception>
    public static Signal Parse(string text) =>
        TryParse(text, out var signal) ? signal : throw new FormatException($"There is no signal '{text}'; give a name such as SIGTERM or a number from 1 to 64.");

    /// <summary>The name, "SIGTERM", or the number where there is none.</summary>
    public override string ToString() => Number > 0 && Number < Names.Length ? "SIG" + Names[Number] : Number.ToString(CultureInfo.InvariantCulture);

    private static int? Offset(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value : null;
}
