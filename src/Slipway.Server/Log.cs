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

    [LoggerMessage(1204, LogLevel.Information, "The settings '{File}' were read again and hold from now on")]
    public static partial void SettingsRead(ILogger log, string file);

    [LoggerMessage(1205, LogLevel.Error, "The settings '{File}' cannot be used, so what was read before still holds: {Problem}")]
    public static partial void SettingsUnusable(ILogger log, string file, string problem);

    [LoggerMessage(1209, LogLevel.Warning, "Of the settings '{File}', {Words} changed, which are looked at when the registry starts; start it again for them to hold")]
    public static partial void SettingsWait(ILogger log, string file, string words);

    [LoggerMessage(1206, LogLevel.Information, "The policy '{File}' was read again; it holds from now on")]
    public static partial void PolicyRead(ILogger log, string file);

    [LoggerMessage(1207, LogLevel.Error, "The policy '{File}' cannot be used, so what was read before still holds: {Problem}")]
    public static partial void PolicyUnusable(ILogger log, string file, string problem);

    [LoggerMessage(1208, LogLevel.Warning, "{Image} is let in, though not all is as the policy asks: {Finding}")]
    public static partial void PolicyWarns(ILogger log, string image, string finding);
}
