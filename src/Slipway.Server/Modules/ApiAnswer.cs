// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Slipway.Modules;

namespace Slipway.Server;

/// <summary>Answers with JSON.</summary>
internal static class ApiAnswer
{
    public static async Task WriteAsync<T>(HttpContext context, HttpStatusCode status, T answer)
    {
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await JsonSerializer.SerializeAsync(context.Response.Body, answer, (JsonTypeInfo<T>)ModuleJson.TypeOf(typeof(T)), context.RequestAborted);
    }
}
