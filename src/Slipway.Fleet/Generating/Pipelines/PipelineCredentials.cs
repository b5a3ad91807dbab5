// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The names of the secrets that say who logs in at a registry: <c>registry.example:5000</c> is <c>REGISTRY_EXAMPLE_5000_USER</c> and <c>…_PASSWORD</c>.</summary>
internal static class PipelineCredentials
{
    internal static string User(string host) => $"{Name(host)}_USER";

    internal static string Password(string host) => $"{Name(host)}_PASSWORD";

    private static string Name(string host)
    {
        var name = TargetNames.Clean(host).Replace('-', '_').ToUpperInvariant();
        // GitHub keeps such names for itself.
        return name.StartsWith("GITHUB_", StringComparison.Ordinal) ? $"REGISTRY_{name}" : name;
    }
}
