// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Http;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>A request that was understood and let in.</summary>
internal sealed record RegistryRequest
{
    /// <summary>The connection's side of it.</summary>
    public required HttpContext Context { get; init; }

    /// <summary>What it is about.</summary>
    public required RegistryPath Path { get; init; }

    /// <summary>The repository; default where the path names none.</summary>
    public required RepositoryName Repository { get; init; }

    /// <summary>What it may do.</summary>
    public required Grant Grant { get; init; }

    /// <summary>The client is gone.</summary>
    public CancellationToken Aborted => Context.RequestAborted;

    /// <summary>Who makes it, for the records; null for nobody known.</summary>
    public string? By => Grant.Principal.RecordedName;

    public HttpRequest Http => Context.Request;

    public HttpResponse Response => Context.Response;

    /// <summary>The digest that the path names.</summary>
    /// <exception cref="OciException">DIGEST_INVALID.</exception>
    public Digest Digest => Digest.TryParse(Path.Reference, out var digest) ? digest : throw OciException.DigestInvalid(Path.Reference);

    /// <summary>A parameter of the query; null where it isn't there, or is empty.</summary>
    public string? Query(string name) => Http.Query[name] is [{ Length: > 0 } value, ..] ? value : null;
}
