// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Slipway.Check;
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>What the agent says to the log; numbers 1100 to 1199.</summary>
internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Information, "The agent listens on {Socket}")]
    public static partial void Listening(ILogger log, string socket);

    [LoggerMessage(1101, LogLevel.Information, "{Operation} {Module}: {Outcome}")]
    public static partial void Done(ILogger log, string operation, string? module, string outcome);

    [LoggerMessage(1102, LogLevel.Warning, "The module {Module} ended with exit code {ExitCode}; it is started again in {Delay}")]
    public static partial void Ended(ILogger log, string module, int? exitCode, TimeSpan delay);

    [LoggerMessage(1103, LogLevel.Error, "The module {Module} cannot be started again: {Problem}")]
    public static partial void NotRestarted(ILogger log, string module, string problem);

    [LoggerMessage(1104, LogLevel.Information, "The module {Module} was found running and taken up")]
    public static partial void Adopted(ILogger log, string module);

    [LoggerMessage(1105, LogLevel.Error, "{Method} {Path} came to an error that is our own")]
    public static partial void RequestBroke(ILogger log, Exception exception, string method, string path);

    [LoggerMessage(1106, LogLevel.Error, "The log of the module {Module} cannot be written: {Problem}")]
    public static partial void LogBroke(ILogger log, string module, string problem);

    [LoggerMessage(1107, LogLevel.Warning, "The module {Module} gets the image {Image}, though not all is as the policy asks: {Finding}")]
    public static partial void PolicyWarns(ILogger log, string module, ImageReference image, PolicyFinding finding);

    [LoggerMessage(1120, LogLevel.Information, "{Kind} {Container} {Detail}")]
    public static partial void Happened(ILogger log, string kind, string container, string detail);

    [LoggerMessage(1121, LogLevel.Warning, "{Problem}")]
    public static partial void HostWarning(ILogger log, string problem);
}
