// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using Slipway.Distribution;
using Slipway.Modules;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Cli;

/// <summary>Turns what ended a command into words and an exit code.</summary>
internal static class ErrorReport
{
    /// <summary>The program's version.</summary>
    public static string Version { get; } =
        typeof(ErrorReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The program's name and version, as servers see them.</summary>
    public static string UserAgent { get; } = $"slipway/{Version.Split('+')[0]}";

    /// <summary>Writes what happened to the session's error stream; returns the exit code.</summary>
    public static int Write(Exception exception, Session session)
    {
        switch (exception)
        {
            case OperationCanceledException:
                session.Error.WriteLine("slipway: interrupted");
                return ExitCode.Interrupted;
            case CommandException e:
                session.Error.WriteLine($"slipway: {e.Message}");
                if (e.Help is { } help)
                    session.Error.WriteLine($"help: {help}");
                return e.ExitCode;
            case ModuleException e:
                session.Error.WriteLine($"slipway: {e.Message}");
                foreach (var line in e.LogTail)
                    session.Error.WriteLine($"  {DisplayText.Clean(line)}");
                if (e.Hint is { } hint)
                    session.Error.WriteLine($"help: {hint}");
                return e.IsTransient ? ExitCode.Outside : ExitCode.No;
            case FormatException:
                session.Error.WriteLine($"slipway: {exception.Message}");
                return ExitCode.Usage;
            case ImageFormatException or CorruptBlobException or RegistryException { IsTransient: false }:
                session.Error.WriteLine($"slipway: {exception.Message}");
                return ExitCode.No;
            case NativeException or IOException or UnauthorizedAccessException or TimeoutException or HttpRequestException:
                session.Error.WriteLine($"slipway: {exception.Message}");
                return ExitCode.Outside;
            default:
                session.Error.WriteLine($"slipway {Version}: this is a bug of ours. Please report what follows.");
                session.Error.WriteLine(exception.ToString());
                return ExitCode.Bug;
        }
    }
}
