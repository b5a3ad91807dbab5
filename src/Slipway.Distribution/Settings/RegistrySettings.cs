// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Text.Json;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>
/// How registries are dealt with: what <c>registries.json</c> says of each, and the certificates that Docker and podman keep in a folder for each
/// (<c>certs.d/HOST[:PORT]</c>: <c>*.crt</c> authorities, <c>NAME.cert</c> with <c>NAME.key</c> to show).
/// </summary>
public sealed class RegistrySettings
{
    private const int MaxSize = 1024 * 1024;
    private const string DockerHubApi = "registry-1.docker.io";
    private readonly IReadOnlyDictionary<string, RegistrySetting> _registries;
    private readonly IReadOnlyList<string> _certificateFolders;
    private readonly ConcurrentDictionary<string, RegistrySetting> _known = new(StringComparer.Ordinal);

    private RegistrySettings(IReadOnlyDictionary<string, RegistrySetting> registries, IReadOnlyList<string> certificateFolders) =>
        (_registries, _certificateFolders) = (registries, certificateFolders);

    /// <summary>No registry is dealt with in a way of its own.</summary>
    public static RegistrySettings None { get; } = new(new Dictionary<string, RegistrySetting>(), []);

    /// <summary>
    /// What this process's environment names: the file <c>$SLIPWAY_REGISTRIES</c> and no other, or <c>$XDG_CONFIG_HOME/slipway/registries.json</c>
    /// (<c>~/.config</c>) and what it doesn't name of <c>/etc/slipway/registries.json</c>; certificates below <c>~/.config</c> and <c>/etc</c>, of
    /// <c>containers/certs.d</c> and <c>docker/certs.d</c>.
    /// </summary>
    /// <exception cref="FormatException">A file is not one of settings.</exception>
    public static RegistrySettings FromEnvironment() => From(Environment.GetEnvironmentVariable);

    /// <summary>The settings that <paramref name="variable"/> names.</summary>
    /// <exception cref="FormatException">A file is not one of settings.</exception>
    public static RegistrySettings From(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        string? Set(string name) => variable(name) is { Length: > 0 } value ? value : null;
        var config = Set("XDG_CONFIG_HOME") ?? Path.Combine(Set("HOME") ?? "/", ".config");
        IReadOnlyList<string> files = Set("SLIPWAY_REGISTRIES") is { } only ? [only] : [Path.Combine(config, "slipway", "registries.json"), "/etc/slipway/registries.json"];
        return Read(files, [.. from folder in new[] { config, "/etc" } from tool in new[] { "containers", "docker" } select Path.Combine(folder, tool, "certs.d")]);
    }

    /// <summary>Reads settings.</summary>
    /// <param name="files">Files in the form of <c>registries.json</c>, the first that names a registry decides; those that aren't there say nothing.</param>
    /// <param name="certificateFolders">Folders with a folder for each registry that has certificates.</param>
    /// <exception cref="FormatException">A file is not one of settings.</exception>
    public static RegistrySettings Read(IReadOnlyList<string> files, IReadOnlyList<string> certificateFolders)
    {
        ArgumentNullException.ThrowIfNull(files);
        var registries = new Dictionary<string, RegistrySetting>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files.Select(Path.GetFullPath).Where(File.Exists))
        {
            foreach (var (registry, setting) in ReadFile(file))
                registries.TryAdd(registry, setting);
        }
        return new(registries, certificateFolders);
    }

    /// <summary>Settings that are written nowhere: how each of some registries, <c>host[:port]</c>, is dealt with.</summary>
    public static RegistrySettings Of(IReadOnlyDictionary<string, RegistrySetting> registries) =>
        new(new Dictionary<string, RegistrySetting>(registries, StringComparer.OrdinalIgnoreCase), []);

    /// <summary>How a registry is dealt with, by the name that references have for it or by the host of its API, <c>host[:port]</c>.</summary>
    public RegistrySetting Of(string registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return _known.GetOrAdd(registry, Find);
    }

    private RegistrySetting Find(string registry)
    {
        var found = NamesOf(registry).Select(_registries.GetValueOrDefault).FirstOrDefault(static setting => setting is not null) ?? new();
        foreach (var folder in _certificateFolders.SelectMany(folder => NamesOf(registry).Select(name => Path.Combine(folder, name))).Where(Directory.Exists))
            found = WithFolder(found, folder);
        return found;
    }

    // Port 443 goes without saying, and Docker Hub's API is at another host than its name.
    private static IEnumerable<string> NamesOf(string registry)
    {
        var bare = registry.EndsWith(":443", StringComparison.Ordinal) ? registry[..^4] : registry;
        var name = bare == DockerHubApi ? ImageReference.DefaultRegistry : bare;
        IReadOnlyList<string> names = [registry, bare, name, .. bare.Contains(':', StringComparison.Ordinal) ? [] : new[] { bare + ":443" }];
        return names.Distinct();
    }

    private static RegistrySetting WithFolder(RegistrySetting setting, string folder)
    {
        var files = Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToList();
        var certificate = files.Find(file => file.EndsWith(".cert", StringComparison.Ordinal) && files.Contains(Path.ChangeExtension(file, ".key")));
        return setting with
        {
            Authorities = [.. setting.Authorities, .. files.Where(static file => file.EndsWith(".crt", StringComparison.Ordinal))],
            Certificate = setting.Certificate ?? certificate,
            Key = setting.Certificate is null && certificate is not null ? Path.ChangeExtension(certificate, ".key") : setting.Key,
        };
    }

    private static IEnumerable<KeyValuePair<string, RegistrySetting>> ReadFile(string path)
    {
        try
        {
            var registries = JsonSerializer.Deserialize(LinuxFile.ReadAll(path, MaxSize), SettingsJson.Default.RegistriesFile)?.Registries ?? new Dictionary<string, RegistrySetting?>();
            return registries.Select(pair => KeyValuePair.Create(pair.Key, Checked(path, pair.Key, pair.Value ?? new())));
        }
        catch (IOException e)
        {
            throw new FormatException($"The settings of registries can't be read: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new FormatException($"The settings of registries '{path}' can't be read: {e.Message}"
                + " Expected is { \"registries\": { \"HOST[:PORT]\": { \"mirrors\": [], \"insecure\": false, \"authorities\": [], \"certificate\": null, \"key\": null, \"tokenHosts\": [] } } }.", e);
        }
    }

    private static RegistrySetting Checked(string path, string registry, RegistrySetting setting)
    {
        FormatException Wrong(string what) => new($"The settings of registries '{path}' name {what}.");

        if (!IsHost(registry))
            throw Wrong($"'{registry}', which is no registry, such as 'ghcr.io' or 'localhost:5000'");
        if (setting.Mirrors.FirstOrDefault(static mirror => mirror is null || !RegistryMirror.TryParse(mirror, out _)) is { } mirror)
            throw Wrong($"the mirror '{mirror}' of '{registry}', which is not 'HOST[:PORT][/PREFIX]'");
        if (setting is { Key: not null, Certificate: null })
            throw Wrong($"the key '{setting.Key}' of '{registry}' and no certificate that it is of");
        var folder = Path.GetDirectoryName(path)!;
        return setting with
        {
            Authorities = [.. setting.Authorities.Select(file => Path.GetFullPath(file, folder))],
            Certificate = setting.Certificate is { } certificate ? Path.GetFullPath(certificate, folder) : null,
            Key = setting.Key is { } key ? Path.GetFullPath(key, folder) : null,
        };
    }

    private static bool IsHost(string registry) => RegistryMirror.TryParse(registry, out var mirror) && mirror.Prefix is null;
}
