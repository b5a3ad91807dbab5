// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Slipway.Modules;

/// <summary>What the agent answers on its socket. Whoever can open the socket may do everything that the gate lets through.</summary>
internal static class AgentEndpoints
{
    private const int DefaultTail = 100;

    public static void Map(IEndpointRouteBuilder endpoints, ModuleAgent agent, ILogger log, Action stop)
    {
        void Route(string method, string pattern, Func<HttpContext, Task> handle) =>
            endpoints.MapMethods(pattern, [method], (RequestDelegate)(context => AnswerAsync(context, handle, log)));

        Route("GET", "/health", context => WriteAsync(context, agent.Measure(), ModuleApiJson.Default.AgentHealth));
        Route("GET", "/modules", context => WriteAsync(context, agent.List(), ModuleApiJson.Default.ModuleStates));
        Route("GET", "/modules/{name}", async context =>
            await WriteAsync(context, await agent.ReportAsync(NameOf(context), context.RequestAborted), ModuleApiJson.Default.ModuleStatusReport));
        Route("GET", "/modules/{name}/log", async context =>
            await WriteAsync(context, await agent.ReadLogAsync(NameOf(context), TailOf(context), context.RequestAborted), ModuleApiJson.Default.ModuleLog));
        Route("POST", "/modules/install", async context =>
        {
            var order = await ReadAsync(context);
            await WriteAsync(context, await agent.InstallAsync(order.Request ?? new(), order.Actor, context.RequestAborted), ModuleApiJson.Default.ModuleInstalled);
        });
        Route("POST", "/modules/replace", async context =>
        {
            var order = await ReadAsync(context);
            await WriteAsync(context, await agent.ReplaceAsync(order.Request ?? new(), order.Actor, context.RequestAborted), ModuleApiJson.Default.ModuleInstalled);
        });
        Route("POST", "/modules/{name}/uninstall", async context =>
        {
            var order = await ReadAsync(context);
            await WriteAsync(context, await agent.UninstallAsync(NameOf(context), order.Actor, context.RequestAborted), ModuleApiJson.Default.ModuleRemoved);
        });
        Route("POST", "/stop", context =>
        {
            stop();
            return Task.CompletedTask;
        });
    }

    /// <summary>Answers one request; what goes wrong is answered as a problem.</summary>
    public static async Task AnswerAsync(HttpContext context, Func<HttpContext, Task> handle, ILogger log)
    {
        try
        {
            if (context.Request.Headers.TryGetValue(AgentChannel.VersionHeader, out var version) && version != AgentHealth.OwnVersion)
                throw new ModuleException(HttpStatusCode.PreconditionFailed, "other_version", $"The agent has the version {AgentHealth.OwnVersion}; asked was one of {version}.");
            await handle(context);
        }
        catch (ModuleException e)
        {
            await ModuleProblemJson.WriteAsync(context.Response, e, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception e)
        {
            Log.RequestBroke(log, e, context.Request.Method, context.Request.Path);
            var problem = new ModuleException(HttpStatusCode.InternalServerError, "agent_error", $"The agent could not do that: {e.Message}", e);
            await ModuleProblemJson.WriteAsync(context.Response, problem, context.RequestAborted);
        }
    }

    private static string NameOf(HttpContext context) => (string)context.Request.RouteValues["name"]!;

    private static int TailOf(HttpContext context) =>
        int.TryParse(context.Request.Query["tail"], System.Globalization.NumberStyles.None, null, out var tail) ? tail : DefaultTail;

    private static async Task<ModuleOrder> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, ModuleApiJson.Default.ModuleOrder, context.RequestAborted)
                ?? throw new JsonException("the body is null");
        }
        catch (JsonException e)
        {
            throw new ModuleException(HttpStatusCode.BadRequest, "bad_order", $"The agent cannot read what it is asked: {e.Message}", e);
        }
    }

    /// <summary>Answers with a value.</summary>
    public static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, value, type, context.RequestAborted);
    }
}
