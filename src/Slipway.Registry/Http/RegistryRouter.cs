// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Takes each request below <c>/v2/</c> to what answers it: the path is understood, then the rule of its route is kept, then it is handled.</summary>
internal sealed class RegistryRouter
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    private readonly RegistryServices _services;
    private readonly RegistryAccess _access;
    private readonly RegistryOptions _options;
    private readonly ILogger<RegistryRouter> _log;
    private readonly MirrorEndpoints? _mirrors;

    public RegistryRouter(RegistryServices services)
    {
        (_services, _access, _options, _log) = (services, services.Access, services.Options, services.Loggers.CreateLogger<RegistryRouter>());
        var blobs = new BlobEndpoints(services);
        var uploads = new UploadEndpoints(services);
        var manifests = new ManifestEndpoints(services);
        var lists = new ListEndpoints(services);
        _mirrors = services.Mirrors is { } mirrors ? new(services, mirrors) : null;
        Routes =
        [
            new("GET", RegistryResource.Root, RegistryAction.None, PingAsync),
            new("HEAD", RegistryResource.Root, RegistryAction.None, PingAsync),
            new("GET", RegistryResource.Catalog, RegistryAction.Pull, lists.ListRepositoriesAsync),
            new("HEAD", RegistryResource.Catalog, RegistryAction.Pull, lists.ListRepositoriesAsync),
            new("GET", RegistryResource.Blob, RegistryAction.Pull, blobs.GetAsync),
            new("HEAD", RegistryResource.Blob, RegistryAction.Pull, blobs.HeadAsync),
            new("DELETE", RegistryResource.Blob, RegistryAction.Delete, blobs.DeleteAsync),
            new("POST", RegistryResource.Uploads, RegistryAction.Push, uploads.StartAsync),
            new("PATCH", RegistryResource.Upload, RegistryAction.Push, uploads.AppendAsync),
            new("PUT", RegistryResource.Upload, RegistryAction.Push, uploads.CompleteAsync),
            new("GET", RegistryResource.Upload, RegistryAction.Push, uploads.GetAsync),
            new("HEAD", RegistryResource.Upload, RegistryAction.Push, uploads.GetAsync),
            // Ending one's own upload deletes nothing that anyone could pull.
            new("DELETE", RegistryResource.Upload, RegistryAction.Push, uploads.CancelAsync),
            new("GET", RegistryResource.Manifest, RegistryAction.Pull, manifests.GetAsync),
            new("HEAD", RegistryResource.Manifest, RegistryAction.Pull, manifests.GetAsync),
            new("PUT", RegistryResource.Manifest, RegistryAction.Push, manifests.PutAsync),
            new("DELETE", RegistryResource.Manifest, RegistryAction.Delete, manifests.DeleteAsync),
            new("GET", RegistryResource.Tags, RegistryAction.Pull, lists.ListTagsAsync),
            new("HEAD", RegistryResource.Tags, RegistryAction.Pull, lists.ListTagsAsync),
            new("GET", RegistryResource.Referrers, RegistryAction.Pull, lists.ListReferrersAsync),
            new("HEAD", RegistryResource.Referrers, RegistryAction.Pull, lists.ListReferrersAsync),
        ];
    }

    /// <summary>All routes there are.</summary>
    public IReadOnlyList<RegistryRoute> Routes { get; }

    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            var result = await AnswerAsync(context);
            await result.ExecuteAsync(context);
        }
        catch (Exception e) when (e is ConnectionResetException || (e is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            // Nobody is there to be answered.
        }
        catch (OciException e)
        {
            await RefuseAsync(context, e);
        }
        catch (BadHttpRequestException e)
        {
            // The client stopped in the middle of its body, or broke HTTP's rules.
            await RefuseAsync(context, OciException.Of(OciErrorCode.SizeInvalid, e.Message));
        }
        catch (IOException e) when (IsStorageFull(e))
        {
            Log.StorageIsFull(_log, e.Message);
            await RefuseAsync(context, OciException.Of(OciErrorCode.Unavailable, "the registry's storage is full; what it holds can still be pulled. Free some space, then push again"));
        }
#pragma warning disable CA1031 // The border of the program: whatever else happens is answered, and logged with its place.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.RequestBroke(_log, e, context.Request.Method, context.Request.Path);
            await RefuseAsync(context, OciException.Of(OciErrorCode.Unknown, "the registry came to an error of its own; its log says more"));
        }
    }

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (target is not null && !RegistryPath.IsPlain(target))
            throw OciException.NameInvalid(target);
        if (!RegistryPath.TryParse(context.Request.Path.Value ?? "", out var path))
            throw OciException.Of(OciErrorCode.NotFound, $"'{context.Request.Path}' is no path of a registry");
        var route = Routes.FirstOrDefault(route => route.Resource == path.Resource && route.Method == context.Request.Method);
        RepositoryName? repository = null;
        if (path.Name.Length > 0)
            repository = ReadRepository(context, path.Name);
        // Who may not even read learns nothing, not even which methods there are.
        var grant = await AuthoriseAsync(context, route?.Action ?? RegistryAction.Pull, path, repository);
        if (route is null)
        {
            context.Response.Headers.Allow = string.Join(", ", Routes.Where(other => other.Resource == path.Resource).Select(static other => other.Method));
            throw OciException.Of(OciErrorCode.Unsupported, $"{context.Request.Method} is not a method of '{context.Request.Path}'");
        }
        if ((route.Action & (RegistryAction.Push | RegistryAction.Delete)) != 0 && _options.Now.Mode == RegistryMode.ReadOnly)
            throw OciException.Of(OciErrorCode.ReadOnly, "the registry is read-only for now: what it holds can be pulled, and nothing can be pushed or deleted");
        var request = new RegistryRequest { Context = context, Path = path, Repository = repository ?? default, Grant = grant };
        return _mirrors is null || repository is not { } known ? await route.Handle(request) : await _mirrors.AnswerAsync(route, request, known);
    }

    private RepositoryName ReadRepository(HttpContext context, string text)
    {
        var name = RepositoryName.TryParse(text, out var parsed) ? parsed : throw OciException.NameInvalid(text);
        if (_mirrors is null || context.Request.Query["ns"] is not [{ Length: > 0 } upstream, ..])
            return name;
        var local = _services.Mirrors!.Resolve(name, upstream);
        context.Response.Headers["OCI-Namespace"] = upstream;
        return local;
    }

    private async Task<Grant> AuthoriseAsync(HttpContext context, RegistryAction action, RegistryPath path, RepositoryName? repository)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        var scopes = Scopes(context.Request, action, path, repository);
        var grant = await _access.AuthenticateAsync(authorization, context.Connection.RemoteIpAddress, context.RequestAborted);
        if (grant is not null)
            RegistryObserver.Identify(context, grant.Principal);
        if (grant is null)
        {
            Challenge(context, scopes, "invalid_token");
            throw OciException.Of(OciErrorCode.Unauthorized, "the login or token is not good (any more); log in again");
        }
        // The first request of clients, to learn how to log in: it must ask for it even where nothing is needed to read.
        var isAllowed = path.Resource == RegistryResource.Root ? authorization.Length > 0 : action != RegistryAction.None && _access.Allows(grant, repository, action);
        if (isAllowed)
            return grant;
        var couldBe = path.Resource == RegistryResource.Root || (action != RegistryAction.None && (_access.Allowed(grant.Principal, repository) & action) == action);
        if (grant.Principal.Kind != PrincipalKind.Anonymous && !couldBe)
        {
            var reason = $"'{grant.Principal.Name}' may not {Scope.Write(action)} here";
            await _services.RefuseAsync(
                new()
                {
                    Kind = RegistryEventKind.RefuseAccess,
                    Time = _services.Time.GetUtcNow(),
                    Repository = repository,
                    By = grant.Principal.Name,
                    Address = context.Connection.RemoteIpAddress?.ToString(),
                    Refusal = $"{context.Request.Method}: {reason}",
                },
                context.RequestAborted);
            throw OciException.Of(OciErrorCode.Denied, reason);
        }
        Challenge(context, scopes, grant.Token is null ? null : "insufficient_scope");
        throw OciException.Of(OciErrorCode.Unauthorized, path.Resource == RegistryResource.Root
            ? "say who you are; a token without a login is enough to read what is public"
            : $"a login that may {Scope.Write(action)} is needed here");
    }

    private static IReadOnlyList<Scope> Scopes(HttpRequest request, RegistryAction action, RegistryPath path, RepositoryName? repository)
    {
        if (path.Resource == RegistryResource.Root)
            return [];
        // Whoever pushes pulls too, so that a client needs no second token.
        var scope = new Scope(repository, action == RegistryAction.Push ? RegistryAction.Pull | RegistryAction.Push : action);
        // A mount reads where it comes from.
        return path.Resource == RegistryResource.Uploads && RepositoryName.TryParse(request.Query["from"], out var from) ? [scope, new(from, RegistryAction.Pull)] : [scope];
    }

    private void Challenge(HttpContext context, IReadOnlyList<Scope> scopes, string? error)
    {
        var realm = $"{PublicAddress.Of(context.Request, _options)}/token";
        var challenge = $"Bearer realm=\"{realm}\",service=\"{RegistryAccess.Service}\"";
        if (scopes.Count > 0)
            challenge += $",scope=\"{string.Join(' ', scopes)}\"";
        if (error is not null)
            challenge += $",error=\"{error}\"";
        context.Response.Headers.WWWAuthenticate = challenge;
    }

    private static Task<IResult> PingAsync(RegistryRequest request) => Task.FromResult<IResult>(TypedResults.Text("{}", "application/json"));

    private static async Task RefuseAsync(HttpContext context, OciException refusal)
    {
        if (context.Response.HasStarted)
        {
            // A connection that breaks is the only way left to say that what was sent isn't all.
            context.Abort();
            return;
        }
        await new OciErrorResult(refusal).ExecuteAsync(context);
    }

    private static bool IsStorageFull(IOException e) => e switch
    {
        _ when MetadataDatabase.IsFull(e) => true,
        NativeException native => native.Errno is NoSpace or QuotaExceeded,
        _ => e.HResult is NoSpace or QuotaExceeded,
    };
}
