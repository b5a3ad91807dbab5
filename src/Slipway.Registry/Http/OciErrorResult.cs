// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Slipway.Registry;

/// <summary>An answer that isn't a success, in the words of the distribution specification.</summary>
internal sealed class OciErrorResult(OciException refusal) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = refusal.Code.Status;
        response.ContentType = "application/json";
        // What was said of a success before it came to nothing.
        response.Headers.Remove("Docker-Content-Digest");
        response.Headers.ETag = default;
        response.Headers.CacheControl = default;
        response.Headers.AcceptRanges = default;
        if (refusal.Code == OciErrorCode.TooManyRequests)
            response.Headers.RetryAfter = Math.Ceiling(refusal.RetryAfter?.TotalSeconds ?? 60).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var body = JsonSerializer.SerializeToUtf8Bytes(new OciErrors(refusal.Errors), RegistryJson.Relaxed.OciErrors);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}
