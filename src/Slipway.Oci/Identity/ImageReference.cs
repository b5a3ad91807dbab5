// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Slipway.Oci;

/// <summary>
/// Where an image is: <c>registry/repository[:tag][@digest]</c>. Docker's familiar names are understood: <c>debian</c> is
/// <c>docker.io/library/debian</c>. The canonical form is kept; <see cref="Familiar"/> gives the short one back.
/// </summary>
/// <remarks>The first component is a registry when it holds a dot, a colon or an upper-case letter, or is <c>localhost</c>.</remarks>
public sealed partial record ImageReference
{
    /// <summary>The registry of a name without one.</summary>
    public const string DefaultRegistry = "docker.io";

    private const string OfficialPrefix = "library/";

    private ImageReference(string registry, RepositoryName repository, Tag? tag, Digest? digest) =>
        (Registry, Repository, Tag, Digest) = (registry, repository, tag, digest);

    /// <summary>Host, or host and port, of the registry: <c>docker.io</c>, <c>localhost:5000</c>, <c>[::1]:5000</c>.</summary>
    public string Registry { get; }

    /// <summary>The repository within the registry.</summary>
    public RepositoryName Repository { get; }

    /// <summary>The tag, or null.</summary>
    public Tag? Tag { get; }

    /// <summary>The digest, or null.</summary>
    public Digest? Digest { get; }

    /// <summary><c>registry/repository</c>.</summary>
    public string Name => $"{Registry}/{Repository}";

    /// <summary>The name as people write it: without <c>docker.io/</c> and <c>library/</c>.</summary>
    public string Familiar => FamiliarName + Suffix();

    /// <summary>The familiar form without tag and digest: <c>debian</c>, <c>team/app</c>, <c>ghcr.io/team/app</c>.</summary>
    public string FamiliarName => Registry != DefaultRegistry ? Name : FamiliarRepository();

    [GeneratedRegex(@"\A(?:(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])(?:\.(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]))*|\[[A-Fa-f0-9:]+\])(?::[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex RegistryGrammar();

    /// <summary>A reference of checked parts.</summary>
    /// <exception cref="ArgumentException"><paramref name="registry"/> is not a host with an optional port.</exception>
    public static ImageReference Create(string registry, RepositoryName repository, Tag? tag = null, Digest? digest = null) =>
        RegistryGrammar().IsMatch(registry)
            ? new(registry, repository, tag, digest)
            : throw new ArgumentException($"'{registry}' is not a registry host, such as 'ghcr.io' or 'localhost:5000'.", nameof(registry));

    /// <summary>Reads a reference.</summary>
    /// <exception cref="FormatException">The text is not a reference; the message says where and what to write.</exception>
    public static ImageReference Parse(string text) => TryParse(text, out var reference, out var problem)
        ? reference
        : throw new FormatException($"'{text}' is not an image reference: {problem}.");

    /// <summary>Reads a reference; false, with what is wrong and where, when the text is not one.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ImageReference? reference, out ReferenceProblem problem)
    {
        reference = null;
        problem = default;
        if (text.Length == 0)
            return Fail(0, "the reference is empty", "write a name such as 'team/app:1.0'", out problem);

        var rest = text.AsSpan();
        Digest? digest = null;
        if (rest.IndexOf('@') is >= 0 and var at)
        {
            if (!Oci.Digest.TryParse(rest[(at + 1)..].ToString(), out var parsed))
                return Fail(at + 1, $"'{rest[(at + 1)..]}' is not a digest", "expected sha256:<64 lower-case hex digits>", out problem);
            digest = parsed;
            rest = rest[..at];
        }
        Tag? tag = null;
        if (rest.LastIndexOf(':') is >= 0 and var colon && rest[colon..].IndexOf('/') < 0 && !IsPortOnly(rest, colon))
        {
            if (!Oci.Tag.TryParse(rest[(colon + 1)..].ToString(), out var parsed))
                return Fail(colon + 1, TagProblem(rest[(colon + 1)..]), null, out problem);
            tag = parsed;
            rest = rest[..colon];
        }
        var (registry, repository, offset) = SplitRegistry(rest.ToString());
        if (rest.Length == 64 && !rest.ContainsAnyExcept(HexDigits))
            return Fail(0, "64 hex digits are no name, for they would look like a digest", $"write 'sha256:{rest}' for an image by its digest", out problem);
        if (!RegistryGrammar().IsMatch(registry))
            return Fail(0, $"'{registry}' is not a registry host", "a registry is a host name with an optional port, such as 'ghcr.io' or 'localhost:5000'", out problem);
        if (!RepositoryName.TryParse(repository, out var name))
            return FailName(repository, offset, out problem);
        if (registry.Length + 1 + repository.Length > RepositoryName.MaxLength)
            return Fail(0, $"the name has {registry.Length + 1 + repository.Length} characters, more than {RepositoryName.MaxLength}", null, out problem);
        reference = new(registry, name, tag, digest);
        return true;
    }

    /// <summary>The same repository with another tag and no digest.</summary>
    public ImageReference WithTag(Tag tag) => new(Registry, Repository, tag, null);

    /// <summary>The same repository by digest alone.</summary>
    public ImageReference WithDigest(Digest digest) => new(Registry, Repository, null, digest);

    /// <summary>The same repository and tag in another registry.</summary>
    /// <exception cref="ArgumentException"><paramref name="registry"/> is not a host with an optional port.</exception>
    public ImageReference WithRegistry(string registry) => Create(registry, Repository, Tag, Digest);

    /// <summary>This reference, with <c>latest</c> where it has neither tag nor digest.</summary>
    public ImageReference WithDefaultTag() => Tag is null && Digest is null ? WithTag(Oci.Tag.Latest) : this;

    /// <summary>The canonical form, <c>docker.io/library/debian:12</c>.</summary>
    public override string ToString() => Name + Suffix();

    private string Suffix() => (Tag is { } tag ? $":{tag}" : "") + (Digest is { } digest ? $"@{digest}" : "");

    private string FamiliarRepository()
    {
        var repository = Repository.ToString();
        var isOfficial = repository.StartsWith(OfficialPrefix, StringComparison.Ordinal) && !repository.AsSpan(OfficialPrefix.Length).Contains('/');
        return isOfficial ? repository[OfficialPrefix.Length..] : repository;
    }

    private static (string Registry, string Repository, int Offset) SplitRegistry(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : name[..slash];
        var hasRegistry = first.Length > 0 && (first == "localhost" || first.AsSpan().IndexOfAny('.', ':', '[') >= 0 || first.AsSpan().IndexOfAnyInRange('A', 'Z') >= 0);
        if (hasRegistry && first is not ("docker.io" or "index.docker.io" or "registry-1.docker.io"))
            return (first, name[(slash + 1)..], slash + 1);
        var repository = hasRegistry ? name[(slash + 1)..] : name;
        var offset = hasRegistry ? slash + 1 : 0;
        return (DefaultRegistry, repository.Contains('/', StringComparison.Ordinal) ? repository : OfficialPrefix + repository, offset);
    }

    // '[::1]:5000' without a repository: the colon belongs to a port, and what is missing is the name.
    private static bool IsPortOnly(ReadOnlySpan<char> rest, int colon) => rest.IndexOf('/') < 0 && rest[0] == '[' && rest[..colon].EndsWith("]");

    private static string TagProblem(ReadOnlySpan<char> tag) => tag switch
    {
        [] => "the tag after ':' is empty",
        { Length: > Oci.Tag.MaxLength } => $"the tag has {tag.Length} characters, more than {Oci.Tag.MaxLength}",
        _ => $"'{tag}' is not a tag: letters, digits, '_', '.' and '-' only, beginning with a letter, digit or '_'",
    };

    private static bool FailName(string repository, int offset, out ReferenceProblem problem)
    {
        // The part that Docker's familiar form added is not in the user's text.
        var shown = repository.StartsWith(OfficialPrefix, StringComparison.Ordinal) && offset == 0 ? repository[OfficialPrefix.Length..] : repository;
        if (shown.Length == 0)
            return Fail(offset, "the repository name is empty", "write a name such as 'team/app'", out problem);
        if (shown.AsSpan().IndexOfAnyInRange('A', 'Z') is >= 0 and var upper)
            return Fail(offset + upper, "a repository name is lower-case", $"write '{shown.ToLowerInvariant()}'", out problem);
        var bad = shown.AsSpan().IndexOfAnyExcept(NameCharacters);
        if (bad >= 0)
            return Fail(offset + bad, $"'{shown[bad]}' does not belong in a repository name", "use lower-case letters, digits, '.', '_', '-' and '/'", out problem);
        return shown.Length > RepositoryName.MaxLength
            ? Fail(offset, $"the repository name has {shown.Length} characters, more than {RepositoryName.MaxLength}", null, out problem)
            : Fail(offset, $"'{shown}' is not a repository name", "each part between slashes begins and ends with a letter or digit, with single separators '.', '_', '__' or '-' between", out problem);
    }

    private static readonly System.Buffers.SearchValues<char> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdef");

    private static readonly System.Buffers.SearchValues<char> NameCharacters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-/");

    private static bool Fail(int position, string message, string? help, out ReferenceProblem problem)
    {
        problem = new(position, message, help);
        return false;
    }
}
