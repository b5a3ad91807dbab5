// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Slipway.Native;

namespace Slipway.Cli;

/// <summary>Where Docker's own command would look for its engine: DOCKER_HOST, the context of DOCKER_CONTEXT or of its configuration, else the usual socket.</summary>
internal static class DockerHost
{
    private const string Usual = "unix:///var/run/docker.sock";
    private const int MaxFileBytes = 1024 * 1024;

    /// <summary>The engine's address; of a context that names none <c>context://NAME</c>, which is told where an engine is needed.</summary>
    public static string Find(Func<string, string?> variable)
    {
        if (variable("DOCKER_HOST") is { Length: > 0 } host)
            return host;
        var folder = variable("DOCKER_CONFIG") is { Length: > 0 } configured ? configured : Path.Combine(variable("HOME") ?? "/", ".docker");
        var context = variable("DOCKER_CONTEXT") is { Length: > 0 } named ? named : ReadString(Path.Combine(folder, "config.json"), "currentContext");
        if (context is null or "" or "default")
            return Usual;
        // Docker files contexts under the digest of their names.
        var meta = Path.Combine(folder, "contexts", "meta", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(context))), "meta.json");
        return ReadString(meta, "Endpoints", "docker", "Host") ?? $"context://{context}";
    }

    private static string? ReadString(string path, params string[] names)
    {
        try
        {
            if (!File.Exists(path))
                return null;
            using var document = JsonDocument.Parse(LinuxFile.ReadAll(path, MaxFileBytes));
            var at = document.RootElement;
            foreach (var name in names)
            {
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                    return null;
            }
            return at.ValueKind == JsonValueKind.String ? at.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            return null;
        }
    }
}
