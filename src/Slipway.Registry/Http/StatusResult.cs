// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Http;

namespace Slipway.Registry;

/// <summary>A status, with headers that are set already and no body.</summary>
internal sealed class StatusResult(int status) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        // Says so, where the protocol asks for a length of each answer that could have a body.
        if (status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
            httpContext.Response.ContentLength = 0;
        return Task.CompletedTask;
    }
}
