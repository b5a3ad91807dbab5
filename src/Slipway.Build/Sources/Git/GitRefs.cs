// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Asks a repository what its refs stand for.</summary>
internal static class GitRefs
{
    private const string Peeled = "^{}";

    /// <summary>What the ref of a source stands for at the moment.</summary>
    /// <exception cref="StepException">The repository has no such ref, or it stands for another commit than it must.</exception>
    public static async Task<GitState> ResolveAsync(GitSource source, GitConnection connection, string knownHosts, CancellationToken cancellationToken)
    {
        var name = source.Ref ?? "HEAD";
        var result = await GitProgram.TryAsync(
            ["ls-remote", "--symref", "--", connection.Url, name, name + Peeled], connection, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
            throw GitErrors.Of("read the refs of", connection, result, knownHosts);
        var state = Choose(source, Read(result.OutputText));
        if (source.Checksum is { } checksum && !state.Object.StartsWith(checksum, StringComparison.Ordinal) && state.Commit?.StartsWith(checksum, StringComparison.Ordinal) != true)
            throw Mismatch(source, checksum, state.Commit ?? state.Object);
        return state;
    }

    /// <summary>What a source says itself, without asking; null where the repository has to be asked.</summary>
    /// <exception cref="StepException">It says two commits.</exception>
    public static GitState? Pinned(GitSource source)
    {
        if (source.TrustsChecksum)
            return new(source.Checksum!, null, source.Ref is null || GitSource.IsCommit(source.Ref) ? null : source.Ref.StartsWith("refs/", StringComparison.Ordinal) ? source.Ref : "refs/heads/" + source.Ref);
        if (source.Ref is not { } name || !GitSource.IsCommit(name))
            return null;
        return source.Checksum is null || name.StartsWith(source.Checksum, StringComparison.Ordinal) ? new(name, null, null) : throw Mismatch(source, source.Checksum, name);
    }

    private static StepException Mismatch(GitSource source, string checksum, string actual) =>
        new($"'{source}' is the commit {actual} where the checksum says {checksum}") { Help = "check who moved it; if that is right, write the new commit" };

    private static Dictionary<string, string> Read(string text)
    {
        var refs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            if (line.Split('\t') is [var value, var name])
                refs.TryAdd(value.StartsWith("ref: ", StringComparison.Ordinal) ? "symbolic " + name : name, value);
        }
        return refs;
    }

    // The whole name, then a branch, then a tag, as git checkout has it.
    private static GitState Choose(GitSource source, Dictionary<string, string> refs)
    {
        if (source.Ref is not { } name)
        {
            var branch = refs.GetValueOrDefault("symbolic HEAD")?["ref: ".Length..];
            return refs.TryGetValue("HEAD", out var head) && GitSource.IsCommit(head) ? new(head, head, branch)
                : throw new StepException($"'{source.Remote}' is empty, or has no default branch") { Kind = BuildFailureKind.Outside, Help = "name a branch or a commit after '#'" };
        }
        foreach (var full in (string[])[name.StartsWith("refs/", StringComparison.Ordinal) ? name : "refs/" + name, "refs/heads/" + name, "refs/tags/" + name])
        {
            if (refs.TryGetValue(full, out var found) && GitSource.IsCommit(found))
                return new(found, refs.GetValueOrDefault(full + Peeled) ?? found, full);
        }
        var isShort = name.Length is >= 4 and < 40 && name.All(char.IsAsciiHexDigitLower);
        throw new StepException($"'{source.Remote}' has no branch or tag '{name}'")
        {
            Kind = BuildFailureKind.Outside,
            Help = isShort ? "a commit is named by all of its 40 or 64 hex digits" : null,
        };
    }
}
