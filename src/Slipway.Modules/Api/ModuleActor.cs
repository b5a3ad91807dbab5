// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>On whose behalf something is done, as the audit log tells it.</summary>
public sealed record ModuleActor
{
    /// <summary>The agent itself: it restarts modules, and finishes what a crash left half done.</summary>
    public static ModuleActor Agent { get; } = new() { UserId = "agent", UserEmail = "agent", UserRole = "agent" };

    /// <summary>The user; null where nobody could be told.</summary>
    public string? UserId { get; init; }

    /// <summary>The user's address.</summary>
    public string? UserEmail { get; init; }

    /// <summary>The user's role.</summary>
    public string? UserRole { get; init; }

    /// <summary>Where the request came from.</summary>
    public string? IpAddress { get; init; }

    /// <summary>The program that made it.</summary>
    public string? UserAgent { get; init; }
}
