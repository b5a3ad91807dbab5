// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Http;

namespace Slipway.Registry;

/// <summary>A manifest, or its head, with the type and the bytes that it came with.</summary>
internal sealed class ManifestResult(ManifestRecord manifest) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = manifest.MediaType;
        httpContext.Response.ContentLength = manifest.Size;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
            await httpContext.Response.Body.WriteAsync(manifest.Content, httpContext.RequestAborted);
    }
}
