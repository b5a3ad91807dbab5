// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>What a running server writes down of itself, <c>run/server.json</c>: where it answers, and which process it is.</summary>
public sealed record ServerRecord
{
    /// <summary>Where the module API answers: <c>http://127.0.0.1:8080/</c>.</summary>
    public required Uri Api { get; init; }

    /// <summary>Where the registry answers: <c>http://127.0.0.1:5000/</c>.</summary>
    public required Uri Registry { get; init; }

    /// <summary>The file of the certificate that both show; null where they speak plain HTTP. Commands of this home take that one and no other.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Its process.</summary>
    public required ProcessIdentity Process { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Whether it is for development: test licenses are accepted.</summary>
    public bool IsDevelopment { get; init; }

    /// <summary>The file of a home's server.</summary>
    public static string PathOf(SlipwayHome home) => Path.Combine(home.Run, "server.json");

    /// <summary>The server of a home that runs now; null where none does.</summary>
    public static ServerRecord? Find(SlipwayHome home)
    {
        try
        {
            var record = JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(home)), ModuleApiJson.Default.ServerRecord);
            return record is { Process.IsAlive: true } ? record : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// The certificate that the registry of a home's running server shows, for what asks by <c>host:port</c>: its own address, or this machine's with its
    /// port; null for other hosts.
    /// </summary>
    public static string? CertificateOf(SlipwayHome home, string authority)
    {
        if (!Uri.TryCreate($"https://{authority}/", UriKind.Absolute, out var asked) || Find(home) is not { CertificateFile: { } file } server || asked.Port != server.Registry.Port)
            return null;
        return asked.IsLoopback || asked.IdnHost.Equals(server.Registry.IdnHost, StringComparison.OrdinalIgnoreCase) ? file : null;
    }

    /// <summary>Writes it down, for the owner alone.</summary>
    public void Write(SlipwayHome home)
    {
        Directory.CreateDirectory(home.Run);
        PrivateFile.Write(PathOf(home), JsonSerializer.SerializeToUtf8Bytes(this, ModuleApiJson.Default.ServerRecord));
    }

    /// <summary>Takes the record away, if it is this process's.</summary>
    public static void Delete(SlipwayHome home)
    {
        if (Find(home)?.Process == ProcessIdentity.Current)
            File.Delete(PathOf(home));
    }
}
