// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// What was fetched of one remote repository, kept bare below the home's cache/git; held alone. It knows no remote, hook or branch: what it keeps
/// is named by its commit, <c>refs/slipway/commit</c>.
/// </summary>
internal sealed class GitRepository : IDisposable
{
    private readonly FileLock _lock;
    private readonly string _knownHosts;

    private GitRepository(string folder, FileLock held, string knownHosts) => (Folder, _lock, _knownHosts) = (folder, held, knownHosts);

    /// <summary>The absolute path.</summary>
    public string Folder { get; }

    /// <summary>Opens the repository of a remote, made where it is missing.</summary>
    /// <param name="services">Says where.</param>
    /// <param name="remote">The remote.</param>
    /// <param name="commit">A commit of it, which tells SHA-1 from SHA-256.</param>
    /// <param name="cancellationToken">Stops waiting for who holds it.</param>
    public static async Task<GitRepository> OpenAsync(BuildServices services, GitRemote remote, string commit, CancellationToken cancellationToken)
    {
        var format = commit.Length == 64 ? "sha256" : "sha1";
        var parent = Path.Combine(services.Home.Cache, "git");
        Directory.CreateDirectory(parent);
        var folder = Path.Combine(parent, Digest.Sha256(Encoding.UTF8.GetBytes($"{format} {remote.Url}")).Hex);
        var held = await FileLock.AcquireAsync(folder + ".lock", FileLockMode.Exclusive, cancellationToken).ConfigureAwait(false);
        try
        {
            // Without its HEAD it was never finished, or somebody began to take it away.
            if (!File.Exists(Path.Combine(folder, "HEAD")))
            {
                LinuxFile.RemoveTree(folder, cancellationToken);
                var made = $"{folder}.new";
                LinuxFile.RemoveTree(made, cancellationToken);
                await GitProgram.RunAsync(["init", "--quiet", "--bare", "--template=", $"--object-format={format}", "--", made], cancellationToken).ConfigureAwait(false);
                LinuxFile.SetMode(made, 0x1C0);
                Directory.Move(made, folder);
            }
            return new(folder, held, services.KnownHosts);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Runs git on it.</summary>
    public Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        GitProgram.RunAsync(["--git-dir", Folder, .. arguments], cancellationToken);

    /// <summary>Fetches an object and what it needs, unless it is there: that commit alone where the server can, else everything.</summary>
    /// <returns>The commit that it is, or leads to.</returns>
    /// <exception cref="StepException">The remote doesn't have it, or can't be reached.</exception>
    public async Task<string> FetchAsync(string wanted, GitConnection connection, CancellationToken cancellationToken)
    {
        var kept = $"refs/slipway/{wanted}";
        if (await FindCommitAsync(kept, cancellationToken).ConfigureAwait(false) is { } there)
            return there;
        // What a killed git left.
        foreach (var leftover in (string[])["shallow.lock", "packed-refs.lock"])
            File.Delete(Path.Combine(Folder, leftover));
        var result = await FetchAsync(["--depth=1", "--no-tags"], $"+{wanted}:{kept}", connection, cancellationToken).ConfigureAwait(false);
        // Plain files behind http know no depth, and old servers give only what a ref names.
        if (result.ExitCode != 0)
            result = await FetchAsync(["--no-tags"], $"+{wanted}:{kept}", connection, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0 && IsUnadvertised(result.ErrorText))
        {
            string[] unshallow = File.Exists(Path.Combine(Folder, "shallow")) ? ["--unshallow"] : [];
            result = await FetchAsync([.. unshallow, "--no-tags"], "+refs/*:refs/fetched/*", connection, cancellationToken).ConfigureAwait(false);
            if (result.ExitCode == 0 && await FindCommitAsync(wanted, cancellationToken).ConfigureAwait(false) is not null)
                await RunAsync(["update-ref", kept, wanted], cancellationToken).ConfigureAwait(false);
        }
        if (result.ExitCode != 0)
            throw GitErrors.Of($"fetch {wanted} of", connection, result, _knownHosts);
        return await FindCommitAsync(kept, cancellationToken).ConfigureAwait(false)
            ?? throw new StepException($"'{connection.Remote}' has no commit {wanted}") { Kind = BuildFailureKind.Outside };
    }

    /// <summary>Makes a plain clone of one commit, without a remote's name, branch logs or hooks.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="state">What is cloned.</param>
    /// <param name="commit">The commit that it leads to.</param>
    /// <param name="origin">What the clone says it came from.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task CloneAsync(string folder, GitState state, string commit, string origin, CancellationToken cancellationToken)
    {
        var format = commit.Length == 64 ? "sha256" : "sha1";
        await GitProgram.RunAsync(["init", "--quiet", "--template=", $"--object-format={format}", "--", folder], cancellationToken).ConfigureAwait(false);
        string[] inClone = ["--git-dir", Path.Combine(folder, ".git"), "--work-tree", folder];
        var target = state.Ref is null ? "" : ":" + state.Ref;
        await GitProgram.RunAsync(
            [.. inClone, "fetch", "--quiet", "--no-tags", "--depth=1", "--update-head-ok", "--", "file://" + Folder, $"+refs/slipway/{state.Object}{target}"], cancellationToken).ConfigureAwait(false);
        await GitProgram.RunAsync([.. inClone, "checkout", "--quiet", "--force", "--detach", commit], cancellationToken).ConfigureAwait(false);
        await GitProgram.RunAsync([.. inClone, "config", "remote.origin.url", origin], cancellationToken).ConfigureAwait(false);
        await GitProgram.RunAsync([.. inClone, "config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"], cancellationToken).ConfigureAwait(false);
        File.Delete(Path.Combine(folder, ".git", "FETCH_HEAD"));
    }

    /// <summary>Writes the files of a commit into an empty folder. Its index is beside the folder while that is done.</summary>
    public async Task ExportAsync(string folder, string commit, CancellationToken cancellationToken)
    {
        var index = $"{folder}.index";
        try
        {
            await GitProgram.RunAsync(
                ["--git-dir", Folder, "--work-tree", folder, "read-tree", $"--index-output={index}", "--reset", "-u", commit], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(index);
            File.Delete(Path.Combine(Folder, "index"));
        }
    }

    public void Dispose() => _lock.Dispose();

    private Task<CommandResult> FetchAsync(IReadOnlyList<string> flags, string refspec, GitConnection connection, CancellationToken cancellationToken) =>
        GitProgram.TryAsync(["--git-dir", Folder, "fetch", "--quiet", "--no-write-fetch-head", .. flags, "--", connection.Url, refspec], connection, cancellationToken);

    private async Task<string?> FindCommitAsync(string name, CancellationToken cancellationToken)
    {
        var result = await GitProgram.TryAsync(["--git-dir", Folder, "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"], null, cancellationToken).ConfigureAwait(false);
        // A shallow commit's tree may still be missing where a fetch broke off; git writes refs last, so that one with a name is whole.
        return result.ExitCode == 0 && GitSource.IsCommit(result.OutputText) ? result.OutputText : null;
    }

    private static bool IsUnadvertised(string said) =>
        said.Contains("unadvertised object", StringComparison.Ordinal) || said.Contains("not our ref", StringComparison.Ordinal)
        || said.Contains("Server does not allow request", StringComparison.Ordinal) || said.Contains("couldn't find remote ref", StringComparison.Ordinal);
}
