// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Slipway.Registry;

/// <summary>
/// Says how the registry is: <c>/livez</c> and <c>/startupz</c> that it runs, <c>/readyz</c> that its records and files can be read, <c>/metrics</c> what it counted.
/// The first three tell anyone a word; the last tells this machine, and elsewhere whoever has a login.
/// </summary>
internal sealed class HealthEndpoints(RegistryStorage storage, RegistryAccess access, RegistryMetrics metrics, RegistryOptions options, ILogger<HealthEndpoints> log)
{
    public static Task LiveAsync(HttpContext context) => AnswerAsync(context, StatusCodes.Status200OK, "ok\n", "text/plain");

    public Task ReadyAsync(HttpContext context)
    {
        try
        {
            storage.Probe();
            return AnswerAsync(context, StatusCodes.Status200OK, "ok\n", "text/plain");
        }
        catch (IOException e)
        {
            // What is wrong is for the log alone.
            Log.NotReady(log, e.Message);
            return AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "not ready; the log says why\n", "text/plain");
        }
    }

    public async Task MetricsAsync(HttpContext context)
    {
        try
        {
            var grant = await access.AuthenticateAsync(context.Request.Headers.Authorization.ToString(), context.Connection.RemoteIpAddress, context.RequestAborted);
            // A proxy of this machine speaks for others.
            var isNear = context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
                && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded");
            if (grant is null || (grant.Principal.Kind == PrincipalKind.Anonymous && !isNear))
            {
                context.Response.Headers.WWWAuthenticate = $"Basic realm=\"{options.Realm}\"";
                await new OciErrorResult(OciException.Of(OciErrorCode.Unauthorized, "a login is needed to read the metrics from another machine")).ExecuteAsync(context);
                return;
            }
            await AnswerAsync(context, StatusCodes.Status200OK, metrics.Exposition.Write(), PrometheusExposition.ContentType);
        }
        catch (OciException e)
        {
            await new OciErrorResult(e).ExecuteAsync(context);
        }
    }

    private static Task AnswerAsync(HttpContext context, int status, string text, string type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
