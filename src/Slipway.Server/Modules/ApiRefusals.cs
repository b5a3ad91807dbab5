// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Microsoft.AspNetCore.Http;
using Slipway.Modules;

namespace Slipway.Server;

/// <summary>What the API refuses by itself, before the agent is asked.</summary>
internal static class ApiRefusals
{
    /// <summary>Marks a refusal that the agent knows nothing of.</summary>
    public const string RefusedHere = "here";

    /// <summary>Whom a refused token speaks for.</summary>
    public const string Identity = "identity";

    public static ModuleException NotAuthenticated() =>
        Here(new(HttpStatusCode.Unauthorized, "not_authenticated", "Not authenticated: the request has no token.") { Hint = "Send 'Authorization: Bearer TOKEN'; 'slipway token create' makes one." });

    public static ModuleException BadToken() =>
        Here(new(HttpStatusCode.Unauthorized, "bad_token", "The token is not one of this installation, or it has expired.") { Hint = "'slipway token create' makes a new one." });

    public static ModuleException RoleTooLow(AccessIdentity identity, AccessRole needed)
    {
        var refusal = Here(new(HttpStatusCode.Forbidden, "role_too_low", $"That needs the role '{needed.ToWord()}'; the token's is '{identity.Role.ToWord()}'."));
        refusal.Data[Identity] = identity;
        return refusal;
    }

    public static ModuleException NoSuchPath(HttpContext context) =>
        Here(new(HttpStatusCode.NotFound, "no_such_path", $"There is no {context.Request.Method} '{context.Request.Path}' here; the module API is under /api/v1/modules."));

    public static ModuleException Malformed(IReadOnlyList<ModuleProblem> problems) => Here(ModuleException.Malformed(problems));

    private static ModuleException Here(ModuleException refusal)
    {
        refusal.Data[RefusedHere] = true;
        return refusal;
    }
}
