// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Slipway.Containers;
using Slipway.Native;

namespace Slipway.Modules;

/// <summary>What the agent answers on its socket about containers by hand.</summary>
internal static class ContainerEndpoints
{
    private const string One = "/containers/{id}";

    public static void Map(IEndpointRouteBuilder endpoints, ContainerSupervisor supervisor, ILogger log)
    {
        void Route(string method, string pattern, Func<HttpContext, CancellationToken, Task> handle) => endpoints.MapMethods(
            pattern, [method], (RequestDelegate)(context => AgentEndpoints.AnswerAsync(context, async each => await AskAsync(each, handle), log)));

        Route("POST", "/containers", async (context, token) =>
        {
            var made = await supervisor.CreateAsync(await ReadAsync(context, AgentJson.Default.ContainerDefinition), token);
            await AgentEndpoints.WriteAsync(context, new(made.Id, made.Name), AgentJson.Default.ContainerMade);
        });
        Route("POST", $"{One}/start", (context, token) => supervisor.StartAsync(IdOf(context), token));
        Route("POST", $"{One}/stop", async (context, token) =>
            await AgentEndpoints.WriteAsync(context, new(await supervisor.StopAsync(IdOf(context), WithinOf(context), token)), AgentJson.Default.ContainerStop));
        Route("POST", $"{One}/restart", (context, token) => supervisor.RestartAsync(IdOf(context), WithinOf(context), token));
        Route("POST", $"{One}/kill", (context, token) => supervisor.KillAsync(IdOf(context), Signal.Parse(context.Request.Query["signal"].ToString()), token));
        Route("POST", $"{One}/rename", (context, token) => supervisor.RenameAsync(IdOf(context), context.Request.Query["name"].ToString(), token));
        Route("POST", $"{One}/update", async (context, token) => await AgentEndpoints.WriteAsync(
            context, await supervisor.UpdateAsync(IdOf(context), await ReadAsync(context, AgentJson.Default.ContainerUpdate), token), AgentJson.Default.ContainerDefinition));
        Route("POST", $"{One}/remove", (context, token) => supervisor.RemoveAsync(IdOf(context), RemovalsOf(context), token));
        Route("GET", $"{One}/end", async (context, _) =>
            // Waiting changes nothing, so it ends with who waits.
            await AgentEndpoints.WriteAsync(context, new(await supervisor.WaitAsync(IdOf(context), context.RequestAborted)), AgentJson.Default.ContainerEnd));
    }

    // Who asked may go away; what was begun is finished.
    private static Task<bool> AskAsync(HttpContext context, Func<HttpContext, CancellationToken, Task> handle) => AskAsync(async () =>
    {
        await handle(context, CancellationToken.None);
        return true;
    });

    /// <summary>Does something with containers; refusals become what the agent's clients get.</summary>
    public static async Task<T> AskAsync<T>(Func<Task<T>> handle)
    {
        try
        {
            return await handle();
        }
        catch (ContainerException e)
        {
            throw new ModuleException(
                e.Refusal switch
                {
                    ContainerRefusal.NotFound => HttpStatusCode.NotFound,
                    ContainerRefusal.Conflict => HttpStatusCode.Conflict,
                    ContainerRefusal.Invalid => HttpStatusCode.BadRequest,
                    _ => HttpStatusCode.InternalServerError,
                },
                ContainersClient.RefusedCode, e.Message, e);
        }
        catch (FormatException e)
        {
            throw new ModuleException(HttpStatusCode.BadRequest, ContainersClient.RefusedCode, e.Message, e);
        }
        catch (ExecutionException e)
        {
            throw new ModuleException(HttpStatusCode.InternalServerError, $"{ContainersClient.StartCode}{e.ExitCode}", e.Message, e);
        }
        catch (Exception e) when (e is IOException and not ModuleException)
        {
            throw new ModuleException(HttpStatusCode.InternalServerError, $"{ContainersClient.StartCode}{ContainersClient.CannotStart}", e.Message, e);
        }
    }

    private static string IdOf(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private static TimeSpan? WithinOf(HttpContext context) =>
        double.TryParse(context.Request.Query["within"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;

    private static ContainerRemovals RemovalsOf(HttpContext context) =>
        int.TryParse(context.Request.Query["what"], NumberStyles.None, CultureInfo.InvariantCulture, out var removals) ? (ContainerRemovals)removals : ContainerRemovals.None;

    private static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted) ?? throw new JsonException("the body is null");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new ModuleException(HttpStatusCode.BadRequest, ContainersClient.RefusedCode, $"The agent cannot read what it is asked: {e.Message}", e);
        }
    }
}
