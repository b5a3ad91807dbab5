// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>What COPY and ADD have in common.</summary>
public abstract record TransferInstruction : Instruction
{
    private protected TransferInstruction(InstructionSyntax syntax)
        : base(syntax)
    {
    }

    /// <summary>The paths (and for ADD addresses) to copy, heredocs left out.</summary>
    public required IReadOnlyList<Word> Sources { get; init; }

    /// <summary>The heredocs that are copied as files: named by <see cref="HeredocSyntax.Name"/>, mode 0644, text <see cref="HeredocSyntax.Content"/>.</summary>
    public required IReadOnlyList<HeredocSyntax> Heredocs { get; init; }

    /// <summary>Where to: a file, or a folder if it ends in <c>/</c> or is one.</summary>
    public required Word Destination { get; init; }

    /// <summary><c>--chown=user[:group]</c>, or null.</summary>
    public Word? Chown { get; init; }

    /// <summary><c>--chmod=mode</c>, or null; see <see cref="ModeChange"/>.</summary>
    public Word? Chmod { get; init; }

    /// <summary><c>--link</c>: the layer doesn't depend on what lies below it.</summary>
    public bool Link { get; init; }

    /// <summary><c>--exclude=pattern</c>, each; patterns as in .dockerignore, without variables.</summary>
    public IReadOnlyList<Word> Excludes { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<ExpandableWord> ExpandableWords =>
        [.. Words([Chown, Chmod, .. Sources, Destination]),
         .. Heredocs.Where(heredoc => heredoc.Expands).Select(heredoc => new ExpandableWord(heredoc.Content, ExpansionMode.Heredoc))];
}

/// <summary><c>COPY [flags] source … destination</c></summary>
public sealed record CopyInstruction(InstructionSyntax Syntax) : TransferInstruction(Syntax)
{
    /// <summary><c>--from=stage</c>, an index, a name, a context or an image; null: the build context. Holds no variables.</summary>
    public Word? From { get; init; }

    /// <summary><c>--parents</c>: the folders of each source are kept.</summary>
    public bool Parents { get; init; }
}

/// <summary><c>ADD [flags] source … destination</c></summary>
public sealed record AddInstruction(InstructionSyntax Syntax) : TransferInstruction(Syntax)
{
    /// <summary><c>--checksum=digest</c> of a remote source, or null.</summary>
    public Word? Checksum { get; init; }

    /// <summary><c>--keep-git-dir</c>: the folder <c>.git</c> of a git source stays.</summary>
    public bool KeepGitDir { get; init; }

    /// <summary><c>--unpack[=bool]</c>: whether archives are unpacked; null: local ones are, remote ones aren't.</summary>
    public bool? Unpack { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<ExpandableWord> ExpandableWords => [.. Words(Checksum), .. base.ExpandableWords];
}
