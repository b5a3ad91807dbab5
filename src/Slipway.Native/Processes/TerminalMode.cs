// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>How this process's terminal is set (echo, line editing, signals of keys), kept to be put back whatever a program does to it.</summary>
public sealed unsafe partial class TerminalMode : IDisposable
{
    private const int StandardInput = 0, StandardError = 2, Drained = 1;
    // struct termios has 60 bytes on Linux. Of what is in it only c_lflag is touched, the fourth of its words, in whose first byte is ECHO.
    private const int MoreThanTermios = 256, LocalModes = 12, Echo = 8;

    private readonly int _descriptor;
    private readonly byte[] _settings;

    private TerminalMode(int descriptor, byte[] settings) => (_descriptor, _settings) = (descriptor, settings);

    /// <summary>Whether standard input is a terminal.</summary>
    public static bool IsInputThere => IsTerminal(StandardInput) != 0;

    /// <summary>Whether standard input and standard error are a terminal.</summary>
    public static bool IsThere => IsTerminal(StandardInput) != 0 && IsTerminal(StandardError) != 0;

    /// <summary>Keeps the settings of the terminal that standard input is; null where it is none.</summary>
    public static TerminalMode? TryKeep()
    {
        var settings = new byte[MoreThanTermios];
        fixed (byte* at = settings)
            return GetAttributes(StandardInput, at) == 0 ? new(StandardInput, settings) : null;
    }

    /// <summary>Keeps the settings of the terminal that standard input is, and shows no longer what is typed; null where it is none.</summary>
    public static TerminalMode? TryHideTyping()
    {
        if (TryKeep() is not { } kept)
            return null;
        var hiding = kept._settings.ToArray();
        hiding[LocalModes] &= unchecked((byte)~Echo);
        fixed (byte* at = hiding)
            _ = SetAttributes(StandardInput, Drained, at);
        return kept;
    }

    /// <summary>Keeps the settings of the terminal that standard input is, and passes on what is typed as it is typed, keys that send signals included; null where it is none.</summary>
    public static TerminalMode? TryMakeRaw()
    {
        if (TryKeep() is not { } kept)
            return null;
        var raw = kept._settings.ToArray();
        fixed (byte* at = raw)
        {
            MakeRaw(at);
            _ = SetAttributes(StandardInput, Drained, at);
        }
        return kept;
    }

    /// <summary>Puts the settings back. A terminal that is gone is left alone.</summary>
    public void Dispose()
    {
        fixed (byte* at = _settings)
            _ = SetAttributes(_descriptor, Drained, at);
    }

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsTerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetAttributes(int descriptor, byte* settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(byte* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetAttributes(int descriptor, int when, byte* settings);
}
