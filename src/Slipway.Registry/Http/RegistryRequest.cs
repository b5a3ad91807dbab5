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

    /// <summary>The IP address of the client; null where it has none.</summary>
    public string? Address => Context.Connection.RemoteIpAddress?.ToString();

    /// <summary>What there is to tell of it.</summary>
    public RegistryEvent Happens(RegistryEventKind kind, TimeProvider time) => new() { Kind = kind, Time = time.GetUtcNow(), Repository = Repository, By = By, Address = Address };

    public HttpRequest Http => Context.Request;

    public HttpResponse Response => Context.Response;

    /// <summary>The digest that the path names.</summary>
    /// <exception cref="OciException">DIGEST_INVALID.</exception>
    public Digest Digest => Digest.TryParse(Path.Reference, out var digest) ? digest : throw OciException.DigestInvalid(Path.Reference);

    /// <summary>A parameter of the query; null where it isn't there, or is empty.</summary>
    public string? Query(string name) => Http.Query[name] is [{ Length: > 0 } value, ..] ? value : null;
}
