// SPDX-License-Identifier: Apache-2.0
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Slipway.Registry;

/// <summary>
/// Exchanges a login, or none, for a token that carries what is asked for and allowed (distribution's token documentation; POST as its OAuth2
/// documentation says, with a password or a refresh token). So clients that can't mix anonymous pulls with pushes by a login can, and those that keep a login
/// keep no password.
/// </summary>
internal sealed class TokenEndpoint(RegistryAccess access, RegistryOptions options)
{
    private const int MaxFormSize = 64 * 1024;

    /// <summary>Answers, refusals too.</summary>
    public static async Task AnswerAsync(HttpContext context, Func<HttpContext, Task<IResult>> handle)
    {
        context.Response.Headers.CacheControl = "no-store";
        IResult result;
        try
        {
            result = await handle(context);
        }
        catch (OciException e)
        {
            result = new OciErrorResult(e);
        }
        await result.ExecuteAsync(context);
    }

    /// <summary>GET: the login, where there is one, is Basic.</summary>
    public async Task<IResult> GetAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        // A token is not exchanged for another: it would live forever.
        var isBasic = AuthenticationHeaderValue.TryParse(authorization, out var header) && header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase);
        var grant = authorization.Length == 0 || isBasic ? await access.AuthenticateAsync(authorization, context.Connection.RemoteIpAddress, context.RequestAborted) : null;
        if (grant is null)
            return Refuse(context);
        return Answer(grant.Principal, [.. context.Request.Query["scope"]], context.Request.Query["offline_token"] == "true" ? access.MakeRefreshToken(grant.Principal) : null);
    }

    /// <summary>POST: the login is in a form.</summary>
    public async Task<IResult> PostAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > MaxFormSize)
            return NotHere("the request is not a form of reasonable length");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        switch (form["grant_type"].ToString())
        {
            case "refresh_token":
                return access.Renew(form["refresh_token"].ToString()) is { } renewed ? Answer(renewed, [.. form["scope"]], refresh: null) : Refuse(context);
            case "password":
                var principal = await access.LogInAsync(form["username"].ToString(), form["password"].ToString(), context.Connection.RemoteIpAddress, context.RequestAborted);
                return principal is null ? Refuse(context) : Answer(principal, [.. form["scope"]], form["access_type"] == "offline" ? access.MakeRefreshToken(principal) : null);
            default:
                // 404 is what makes clients try GET (distribution's OAuth2 documentation).
                return NotHere($"'{form["grant_type"]}' is not a grant type of this registry; it knows password and refresh_token");
        }
    }

    private JsonHttpResult<TokenAnswer> Answer(Principal principal, IReadOnlyList<string?> texts, string? refresh)
    {
        var scopes = new List<Scope>();
        foreach (var text in texts.SelectMany(static text => (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Take(Scope.MaxCount))
        {
            if (Scope.TryParse(text, out var scope))
                scopes.Add(scope);
        }
        return TypedResults.Json(access.MakeToken(principal, scopes) with { RefreshToken = refresh }, RegistryJson.Relaxed.TokenAnswer);
    }

    private OciErrorResult Refuse(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = $"Basic realm=\"{options.Realm}\"";
        return new(OciException.Of(OciErrorCode.Unauthorized, "incorrect username or password"));
    }

    private static OciErrorResult NotHere(string why) => new(OciException.Of(OciErrorCode.NotFound, why));
}
