// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>
/// Where a user's credentials for registries are kept, shared with Docker and podman: the file that <c>$REGISTRY_AUTH_FILE</c> names and no other, or
/// <c>$DOCKER_CONFIG/config.json</c> (<c>~/.docker/config.json</c>), then podman's <c>auth.json</c>. A program that such a file names
/// (<c>credsStore</c>, <c>credHelpers</c>) is asked in its place.
/// </summary>
public sealed class CredentialStore
{
    private readonly IReadOnlyList<string> _files;

    /// <summary>A store of these files, the first of which is written to.</summary>
    /// <param name="files">Absolute paths, in the order in which they are asked; they need not exist.</param>
    public CredentialStore(params IReadOnlyList<string> files)
    {
        ArgumentOutOfRangeException.ThrowIfZero(files.Count, nameof(files));
        _files = [.. files];
    }

    /// <summary>The store that this process's environment names.</summary>
    public static CredentialStore FromEnvironment() => From(Environment.GetEnvironmentVariable);

    /// <summary>The file that is written to.</summary>
    public string WritePath => _files[0];

    /// <summary>The store that <paramref name="variable"/> names.</summary>
    /// <param name="variable">Gives a variable of the environment; null where it isn't set.</param>
    public static CredentialStore From(Func<string, string?> variable)
    {
        string? Set(string name) => variable(name) is { Length: > 0 } value ? value : null;
        if (Set("REGISTRY_AUTH_FILE") is { } only)
            return new(Path.GetFullPath(only));
        var home = Set("HOME") ?? "/";
        var docker = Path.Combine(Set("DOCKER_CONFIG") ?? Path.Combine(home, ".docker"), "config.json");
        var files = new List<string> { Path.GetFullPath(docker) };
        if (Set("XDG_RUNTIME_DIR") is { } runtime)
            files.Add(Path.GetFullPath(Path.Combine(runtime, "containers", "auth.json")));
        else if (UserNamespace.IsRootOfMachine)
            files.Add("/run/containers/0/auth.json");
        files.Add(Path.GetFullPath(Path.Combine(Set("XDG_CONFIG_HOME") ?? Path.Combine(home, ".config"), "containers", "auth.json")));
        return new(files);
    }

    /// <summary>
    /// The host of a registry as a user writes it, <c>host[:port]</c>, with a scheme and the API's version or without; null where it is none, such as a name
    /// with a repository.
    /// </summary>
    public static string? HostOf(string text) => CredentialKey.HostOf(text);

    /// <summary>Finds who to be at a registry.</summary>
    /// <param name="registry">The registry, <c>host[:port]</c>.</param>
    /// <param name="repository">The repository, for files that tell them apart as podman's may; any where null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The credential, or null where none is kept.</returns>
    /// <exception cref="CredentialException">A file or a program can't be used.</exception>
    public async Task<RegistryCredential?> FindAsync(string registry, RepositoryName? repository, CancellationToken cancellationToken)
    {
        var candidates = CredentialKey.Candidates(registry, repository).ToList();
        foreach (var path in _files)
        {
            var file = CredentialFile.Read(path);
            // A program knows registries, not repositories.
            if (file.HelperFor(candidates) is { } helper
                && await new CredentialProgram(helper).FindAsync(HelperKeys(registry), cancellationToken).ConfigureAwait(false) is { } kept)
                return kept;
            if (file.Find(candidates) is { } credential)
                return credential;
        }
        return null;
    }

    /// <summary>Keeps a credential, in the file or with the program that the file names.</summary>
    /// <returns>Where it is kept now: the file's path or the program's name.</returns>
    /// <exception cref="CredentialException">The file or the program can't be used.</exception>
    public async Task<string> SaveAsync(string registry, RegistryCredential credential, CancellationToken cancellationToken)
    {
        var file = CredentialFile.Read(WritePath);
        var key = CredentialKey.Of(registry);
        var helper = file.HelperFor([registry, key]);
        if (helper is not null)
            await new CredentialProgram(helper).StoreAsync(key, credential, cancellationToken).ConfigureAwait(false);
        file.Remove(registry);
        file.Set(key, helper is null ? credential : null);
        file.Save();
        return helper is null ? file.Path : $"docker-credential-{helper}";
    }

    /// <summary>Forgets a registry's credentials wherever they are kept; false where none were.</summary>
    /// <exception cref="CredentialException">A file or a program can't be used.</exception>
    public async Task<bool> RemoveAsync(string registry, CancellationToken cancellationToken)
    {
        var removed = false;
        foreach (var path in _files.Where(File.Exists))
        {
            var file = CredentialFile.Read(path);
            if (file.HelperFor(CredentialKey.Candidates(registry, null)) is { } helper)
                removed |= await EraseAsync(new(helper), registry, cancellationToken).ConfigureAwait(false);
            if (!file.Remove(registry))
                continue;
            file.Save();
            removed = true;
        }
        return removed;
    }

    // Some programs erase what they don't have without a word, so they are asked before.
    private static async Task<bool> EraseAsync(CredentialProgram program, string registry, CancellationToken cancellationToken)
    {
        var erased = false;
        foreach (var key in CredentialKey.Spellings(registry))
        {
            if (await program.FindAsync([key], cancellationToken).ConfigureAwait(false) is not null)
                erased |= await program.EraseAsync(key, cancellationToken).ConfigureAwait(false);
        }
        return erased;
    }

    private static IEnumerable<string> HelperKeys(string registry) => new[] { CredentialKey.Of(registry), registry }.Distinct();
}
