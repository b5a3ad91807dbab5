// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>How the agent is.</summary>
public sealed record AgentHealth
{
    /// <summary>The version of an agent that this program starts.</summary>
    public static string OwnVersion => BuildVersion.Text;

    /// <summary>Its process.</summary>
    public required int Pid { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>Whether it accepts test licenses.</summary>
    public required bool IsDevelopment { get; init; }

    /// <summary>The file of the policy that it judges images by; null for none.</summary>
    public string? PolicyFile { get; init; }

    /// <summary>The OCI runtime, <c>runc 1.1.5</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>How many modules are installed.</summary>
    public required int Modules { get; init; }

    /// <summary>How many of them run.</summary>
    public required int Running { get; init; }
}
