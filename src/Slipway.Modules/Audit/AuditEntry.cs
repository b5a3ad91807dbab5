// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>Something that was done to modules, or was refused: A64's fields.</summary>
public sealed record AuditEntry
{
    /// <summary><c>install</c>, <c>replace</c>, <c>uninstall</c>, <c>restart</c> or <c>recover</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>The module; null where the request named none.</summary>
    public string? ModuleName { get; init; }

    /// <summary>Its version.</summary>
    public string? ModuleVersion { get; init; }

    /// <summary>Who.</summary>
    public string? UserId { get; init; }

    /// <summary>Who, by address.</summary>
    public string? UserEmail { get; init; }

    /// <summary>In which role.</summary>
    public string? UserRole { get; init; }

    /// <summary><c>success</c> or <c>failure</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Why not; null where it was done.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Where the request came from.</summary>
    public string? IpAddress { get; init; }

    /// <summary>The program that made it.</summary>
    public string? UserAgent { get; init; }

    /// <summary>When it was over.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>How long it took.</summary>
    public double DurationSeconds { get; init; }

    /// <summary>More of it: the image, the refusal's code.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
