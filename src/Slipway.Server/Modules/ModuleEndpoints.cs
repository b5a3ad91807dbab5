// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Slipway.Modules;

namespace Slipway.Server;

/// <summary>
/// The module API, <c>/api/v1/modules</c>: A64's paths, fields, statuses and codes, and <c>PUT /{name}</c> beside them. It says who asks and reads what
/// is asked; everything else is the agent's.
/// </summary>
internal sealed class ModuleEndpoints(AgentClient agent, AccessTokens tokens, AuditLog audit, RegistryCheck registry, ServerOptions options)
{
    private const string Base = "/api/v1/modules";
    private const int MaxTail = 10_000;
    private static readonly string[] Changing = ["POST", "PUT", "DELETE"];
    private readonly ILogger _log = options.Loggers.CreateLogger<ModuleEndpoints>();

    public void Map(IEndpointRouteBuilder endpoints)
    {
        void Route(string method, string path, AccessRole? role, Func<HttpContext, ModuleActor, Task> handle) =>
            endpoints.MapMethods(Base + path, [method], (RequestDelegate)(context => AnswerAsync(context, role, handle)));

        Route("GET", "/health", null, GetHealthAsync);
        Route("GET", "/installed", AccessRole.Viewer, ListAsync);
        Route("GET", "/{name}/status", AccessRole.Viewer, async (context, _) =>
            await ApiAnswer.WriteAsync(context, HttpStatusCode.OK, await agent.GetStatusAsync(NameOf(context), context.RequestAborted)));
        Route("GET", "/{name}/logs", AccessRole.SuperAdmin, ReadLogAsync);
        Route("GET", "/audit-log", AccessRole.SuperAdmin, ReadAuditAsync);
        Route("POST", "/install", AccessRole.SuperAdmin, async (context, actor) =>
        {
            var request = await ReadRequestAsync(context);
            await ApiAnswer.WriteAsync(context, HttpStatusCode.Accepted, await agent.InstallAsync(request, actor, context.RequestAborted));
        });
        Route("PUT", "/{name}", AccessRole.SuperAdmin, ReplaceAsync);
        Route("DELETE", "/{name}", AccessRole.SuperAdmin, async (context, actor) =>
            await ApiAnswer.WriteAsync(context, HttpStatusCode.OK, await agent.UninstallAsync(NameOf(context), actor, context.RequestAborted)));
        endpoints.MapFallback((RequestDelegate)(context => AnswerAsync(context, null, static (context, _) => throw ApiRefusals.NoSuchPath(context))));
    }

    private async Task AnswerAsync(HttpContext context, AccessRole? role, Func<HttpContext, ModuleActor, Task> handle)
    {
        var actor = ActorOf(context, null);
        var isOurs = false;
        try
        {
            if (role is { } needed)
                actor = Authenticate(context, needed, out isOurs);
            await handle(context, actor);
        }
        catch (ModuleException e)
        {
            // What the agent refused it wrote down itself; what never came to it is written down here.
            if (Changing.Contains(context.Request.Method) && (!isOurs || e.Data.Contains(ApiRefusals.RefusedHere)))
                await AuditAsync(context, isOurs ? actor : ActorOf(context, e.Data[ApiRefusals.Identity] as AccessIdentity), e);
            if (e.Status == HttpStatusCode.Unauthorized)
                context.Response.Headers.WWWAuthenticate = "Bearer realm=\"slipway\"" + (context.Request.Headers.Authorization.Count > 0 ? ", error=\"invalid_token\"" : "");
            await ModuleProblemJson.WriteAsync(context.Response, e, context.RequestAborted);
        }
        catch (BadHttpRequestException e)
        {
            await ModuleProblemJson.WriteAsync(context.Response, new((HttpStatusCode)e.StatusCode, "bad_request", e.Message, e), context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered; what was begun goes on.
        }
        catch (Exception e)
        {
            Log.RequestBroke(_log, e, context.Request.Method, context.Request.Path);
            await ModuleProblemJson.WriteAsync(
                context.Response, new(HttpStatusCode.InternalServerError, "internal", "The server could not do that; its log says why.", e), context.RequestAborted);
        }
    }

    private ModuleActor Authenticate(HttpContext context, AccessRole needed, out bool isOurs)
    {
        isOurs = false;
        const string Scheme = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
            throw ApiRefusals.NotAuthenticated();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || tokens.Verify(header[Scheme.Length..].Trim()) is not { } identity)
            throw ApiRefusals.BadToken();
        if (identity.Role < needed)
            throw ApiRefusals.RoleTooLow(identity, needed);
        isOurs = true;
        return ActorOf(context, identity);
    }

    private async Task GetHealthAsync(HttpContext context, ModuleActor actor)
    {
        var components = new Dictionary<string, string> { ["registry"] = "healthy" };
        var status = "healthy";
        try
        {
            var health = await agent.GetHealthAsync(context.RequestAborted);
            components["agent"] = "healthy";
            components["runtime"] = health.Runtime;
            components["license_validator"] = health.IsDevelopment ? "healthy (test licenses are accepted)" : "healthy";
            components["modules"] = $"{health.Running} of {health.Modules} run";
        }
        catch (ModuleException e)
        {
            (status, components["agent"]) = ("unhealthy", e.Message);
        }
        if (await registry.FindProblemAsync(context.RequestAborted) is { } problem)
            (status, components["registry"]) = ("unhealthy", problem);
        var answer = new ServiceHealth(status, components, options.Time.GetUtcNow());
        await ApiAnswer.WriteAsync(context, status == "healthy" ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, answer);
    }

    private async Task ListAsync(HttpContext context, ModuleActor actor)
    {
        var (page, perPage) = PageQuery.Read(context.Request.Query, 20);
        var all = await agent.ListAsync(context.RequestAborted);
        await ApiAnswer.WriteAsync(context, HttpStatusCode.OK, new ModulePage([.. all.Skip((page - 1) * perPage).Take(perPage)], PageMeta.Of(all.Count, page, perPage)));
    }

    private async Task ReadLogAsync(HttpContext context, ModuleActor actor)
    {
        var tail = PageQuery.ReadNumber(context.Request.Query, "tail", 100, MaxTail);
        await ApiAnswer.WriteAsync(context, HttpStatusCode.OK, await agent.ReadLogAsync(NameOf(context), tail, context.RequestAborted));
    }

    private async Task ReadAuditAsync(HttpContext context, ModuleActor actor)
    {
        var query = context.Request.Query;
        var (page, perPage) = PageQuery.Read(query, 50);
        string? Word(string name) => query[name].ToString() is { Length: > 0 } word ? word : null;
        var wanted = new AuditQuery
        {
            Page = page, PerPage = perPage, ModuleName = Word("module_name"), Operation = Word("operation"), Status = Word("status"), UserId = Word("user_id"),
        };
        await ApiAnswer.WriteAsync(context, HttpStatusCode.OK, await audit.ReadAsync(wanted, context.RequestAborted));
    }

    private async Task ReplaceAsync(HttpContext context, ModuleActor actor)
    {
        var request = await ReadRequestAsync(context);
        if (request.ModuleName != NameOf(context))
            throw ApiRefusals.Malformed([new("module_name", "invalid", $"is '{request.ModuleName}', and the path says '{NameOf(context)}'")]);
        await ApiAnswer.WriteAsync(context, HttpStatusCode.OK, await agent.ReplaceAsync(request, actor, context.RequestAborted));
    }

    private static async Task<ModuleRequest> ReadRequestAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var (request, problems) = ModuleRequestReader.Read(body.GetBuffer().AsMemory(0, (int)body.Length));
        if (request is null)
            throw ApiRefusals.Malformed(problems);
        (_, problems) = ModuleSpecReader.Read(request);
        return problems.Count == 0 ? request : throw ApiRefusals.Malformed(problems);
    }

    private Task AuditAsync(HttpContext context, ModuleActor actor, ModuleException problem) => audit.AddAsync(
        new()
        {
            Operation = context.Request.Method switch { "POST" => "install", "PUT" => "replace", _ => "uninstall" },
            ModuleName = context.Request.RouteValues["name"] as string,
            UserId = actor.UserId,
            UserEmail = actor.UserEmail,
            UserRole = actor.UserRole,
            IpAddress = actor.IpAddress,
            UserAgent = actor.UserAgent,
            Status = "failure",
            ErrorMessage = problem.Message,
            Timestamp = options.Time.GetUtcNow(),
            Metadata = new Dictionary<string, string> { ["code"] = problem.Code },
        },
        CancellationToken.None); // a refusal is written down, whether or not somebody waits

    private static ModuleActor ActorOf(HttpContext context, AccessIdentity? identity) => new()
    {
        UserId = identity?.UserId,
        UserEmail = identity?.Email,
        UserRole = identity?.Role.ToWord(),
        // The connection's own address: what a client says of itself proves nothing.
        IpAddress = context.Connection.RemoteIpAddress?.ToString(),
        UserAgent = context.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent[..Math.Min(agent.Length, 200)] : null,
    };

    private static string NameOf(HttpContext context) => (string)context.Request.RouteValues["name"]!;
}
