// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Slipway.Registry;

/// <summary>Sees each request go by: it is counted, and written to the access log where there is one.</summary>
internal sealed class RegistryObserver(RegistryMetrics metrics, AccessLog? accessLog, TimeProvider time)
{
    private const int MaxText = 512;

    // Under which a request keeps who made it, once that is known.
    private static readonly object PrincipalKey = new();

    /// <summary>Keeps who makes a request.</summary>
    public static void Identify(HttpContext context, Principal principal) => context.Items[PrincipalKey] = principal;

    /// <summary>Handles a request, and takes note of it.</summary>
    public async Task ObserveAsync(HttpContext context, RequestDelegate handle)
    {
        var begun = Stopwatch.GetTimestamp();
        var at = time.GetUtcNow();
        try
        {
            await handle(context);
        }
        finally
        {
            Record(context, at, Stopwatch.GetElapsedTime(begun));
        }
    }

    private void Record(HttpContext context, DateTimeOffset at, TimeSpan duration)
    {
        var (request, response) = (context.Request, context.Response);
        var path = request.Path.Value ?? "";
        var record = new RequestRecord
        {
            Time = at,
            Duration = duration,
            Method = Clip(request.Method),
            Path = Clip(path),
            Resource = path == "/token" ? "token" : RegistryPath.TryParse(path, out var parsed) ? parsed.Resource.ToString().ToLowerInvariant() : "none",
            Status = response.StatusCode,
            Protocol = request.Protocol,
            Address = context.Connection.RemoteIpAddress?.ToString(),
            By = (context.Items.TryGetValue(PrincipalKey, out var principal) ? principal as Principal : null)?.RecordedName,
            Agent = request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? Clip(agent) : null,
            Received = request.ContentLength ?? 0,
            Sent = HttpMethods.IsHead(request.Method) ? 0 : response.ContentLength ?? 0,
        };
        metrics.Count(record);
        accessLog?.Add(record);
    }

    private static string Clip(string text) => text.Length <= MaxText ? text : text[..MaxText];
}
