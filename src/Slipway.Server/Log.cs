// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace Slipway.Server;

/// <summary>What the server says to the log; numbers 1200 to 1299.</summary>
internal static partial class Log
{
    [LoggerMessage(1200, LogLevel.Information, "The module API listens on {Api}, the registry on {Registry}")]
    public static partial void Listening(ILogger log, Uri api, Uri registry);

    [LoggerMessage(1201, LogLevel.Error, "{Method} {Path} came to an error that is our own")]
    public static partial void RequestBroke(ILogger log, Exception exception, string method, string path);

    [LoggerMessage(1202, LogLevel.Warning, "The agent does not answer; it is started again")]
    public static partial void AgentDied(ILogger log);

    [LoggerMessage(1203, LogLevel.Error, "The agent cannot be started: {Problem}")]
    public static partial void AgentNotStarted(ILogger log, string problem);
}
