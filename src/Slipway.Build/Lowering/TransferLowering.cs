// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Lowers one COPY or ADD.</summary>
internal sealed class TransferLowering(StageLowering stage, TransferInstruction transfer)
{
    private readonly List<Vertex> _inputs = [];

    private TargetScope Scope => stage.Scope;

    private StageState State => stage.State;

    public async Task LowerAsync(CancellationToken cancellationToken)
    {
        var variables = State.Variables;
        var destination = Scope.Expand(transfer.Destination, variables);
        var owner = transfer.Chown is { } chown ? Scope.Expand(chown, variables) : null;
        var mode = ReadMode(variables);
        var sources = await LowerSourcesAsync(variables, cancellationToken).ConfigureAwait(false);
        if (destination is null || Scope.HasErrors)
            return;

        var operation = new CopyOperation
        {
            Sources = [.. sources, .. transfer.Heredocs.Select(heredoc => Inline(heredoc, variables))],
            Destination = Destination(destination),
            Owner = owner is { Length: > 0 } ? owner : null,
            Mode = mode,
            ModeText = mode is null ? null : Scope.Expand(transfer.Chmod!, variables),
            Excludes = [.. transfer.Excludes.Select(static pattern => pattern.Text)],
            KeepsParents = transfer is CopyInstruction { Parents: true },
            IsLinked = transfer.Link,
            UnpacksLocal = transfer is AddInstruction { Unpack: not false },
            UnpacksDownloads = transfer is AddInstruction { Unpack: true },
        };
        var root = stage.Push(operation, _inputs, transfer, Shown(operation, destination));
        State.AddHistory(CreatedBy(sources, destination, owner, operation.ModeText), root);
    }

    private ModeChange? ReadMode(IReadOnlyDictionary<string, string> variables)
    {
        if (transfer.Chmod is not { } word || Scope.Expand(word, variables) is not { Length: > 0 } text)
            return null;
        if (ModeChange.TryParse(text, out var mode))
            return mode;
        Scope.Error(transfer, word.Span, $"'{text}' is not a mode", "write octal digits up to 7777, or clauses such as u=rwX,go=rX");
        return null;
    }

    private async Task<IReadOnlyList<CopySource>> LowerSourcesAsync(IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        var sources = new List<CopySource>();
        foreach (var word in transfer.Sources)
        {
            if (Scope.Expand(word, variables) is not { } text)
                continue;
            if (text.Contains('\0', StringComparison.Ordinal))
                Scope.Error(transfer, word.Span, "a source holds a NUL character");
            else if (RemoteSource.KindOf(text) is not RemoteSourceKind.None and var kind)
                AddRemote(sources, word, text, kind, variables);
            else if (await FromAsync(word, cancellationToken).ConfigureAwait(false) is { } from)
                sources.Add(new PathCopySource(IndexOf(from), text, word.Span));
        }
        if (transfer is AddInstruction { Checksum: { } checksum } && sources is not [DownloadCopySource or GitCopySource] && !Scope.HasErrors)
            Scope.Error(transfer, checksum.Span, "ADD --checksum needs exactly one source, an http or https address or a git repository");
        return sources;
    }

    private async Task<Vertex?> FromAsync(Word source, CancellationToken cancellationToken) => transfer is CopyInstruction { From: { } from }
        ? await stage.Names.ResolveSourceAsync(Scope, stage.Stage, State.Platform, from.Text, transfer, from.Span, cancellationToken).ConfigureAwait(false)
        : stage.Names.ResolveContext(Scope, transfer, source.Span);

    private void AddRemote(List<CopySource> sources, Word word, string text, RemoteSourceKind kind, IReadOnlyDictionary<string, string> variables)
    {
        var checksum = (transfer as AddInstruction)?.Checksum is { } written ? Scope.Expand(written, variables) : null;
        if (transfer is not AddInstruction add)
            Scope.Error(transfer, word.Span, $"COPY cannot take '{RedactedAddress.Of(text)}': it is an address", "use ADD");
        else if (add.Checksum is not null && checksum is null)
            return; // which is reported
        else if (kind == RemoteSourceKind.Git)
            AddGit(sources, add, word, text, checksum);
        else if (Uri.TryCreate(text, UriKind.Absolute, out var address))
            AddDownload(sources, add, word, address, checksum);
        else
            Scope.Error(transfer, word.Span, $"'{RedactedAddress.Of(text)}' is no address", "write https://host/path");
    }

    private void AddDownload(List<CopySource> sources, AddInstruction add, Word word, Uri address, string? checksum)
    {
        var digest = default(Digest);
        if (checksum is not null && !Digest.TryParse(checksum, out digest))
        {
            Scope.Error(transfer, add.Checksum!.Span, $"'{checksum}' is not a digest", "write sha256:<64 lower-case hex digits>");
            return;
        }
        var operation = new DownloadOperation(address, checksum is null ? null : digest) { Access = Scope.Target.Access };
        sources.Add(new DownloadCopySource(IndexOf(Remote(operation, word, operation.Shown)), operation.Shown, operation.FileName, word.Span));
    }

    private void AddGit(List<CopySource> sources, AddInstruction add, Word word, string text, string? checksum)
    {
        if (!GitSource.TryParse(text, out var source, out var problem))
        {
            Scope.Error(transfer, word.Span, problem);
            return;
        }
        var shown = RedactedAddress.Of(text);
        if (checksum is not null && (source.Checksum is { } other && other != checksum
            || !GitSource.TryParse($"{source.Remote.Url}?checksum={Uri.EscapeDataString(checksum)}", out _, out _)))
        {
            Scope.Error(transfer, add.Checksum!.Span, source.Checksum is null ? $"'{checksum}' is no commit" : $"--checksum says '{checksum}' where '{shown}' says '{source.Checksum}'",
                "write the commit's hex digits, 7 at least");
            return;
        }
        if (add.KeepGitDir && source.KeepsGitFolder == false)
        {
            Scope.Error(transfer, word.Span, $"--keep-git-dir keeps what '{shown}' says to drop");
            return;
        }
        var operation = new GitOperation(source with { Checksum = checksum ?? source.Checksum })
        {
            KeepsGitFolder = add.KeepGitDir || source.KeepsGitFolder == true,
            Access = Scope.Target.Access,
        };
        sources.Add(new GitCopySource(IndexOf(Remote(operation, word, shown)), shown, word.Span));
    }

    private Vertex Remote(RemoteOperation operation, Word word, string shown) => stage.Intern(new(operation, null, [])
    {
        Name = $"[{Scope.NamePrefix.TrimEnd()}] {shown}".Replace("[] ", "", StringComparison.Ordinal),
        Platform = State.Platform,
        Text = transfer.Source,
        Span = word.Span,
        Slot = $"remote {shown}",
    });

    private InlineCopySource Inline(HeredocSyntax heredoc, IReadOnlyDictionary<string, string> variables)
    {
        var text = heredoc.Expands ? Scope.Expand(heredoc.Content, variables, ExpansionMode.Heredoc) ?? "" : heredoc.Content.Text;
        return new(heredoc.Name, text, heredoc.MarkSpan);
    }

    private int IndexOf(Vertex input)
    {
        var known = _inputs.IndexOf(input);
        if (known >= 0)
            return known;
        _inputs.Add(input);
        return _inputs.Count - 1;
    }

    // Absolute and clean; a slash at the end stays, for it says that this is a folder.
    private string Destination(string text)
    {
        var path = TreePath.Normalize(stage.Absolute(text));
        var isFolder = text is "" or "." || text.EndsWith('/') || text.EndsWith("/.", StringComparison.Ordinal);
        return isFolder && path != "/" ? path + "/" : path;
    }

    // The instruction with its variables in place.
    private string Shown(CopyOperation operation, string destination) => string.Join(
        ' ', [transfer.Keyword, .. transfer.Syntax.Flags.Select(flag => transfer.Source.ToString(flag.Span)), .. operation.Sources.Select(static source => source.Text), destination]);

    // "COPY --chown=app src dst # buildkit": where it comes from is not said.
    private string CreatedBy(IReadOnlyList<CopySource> sources, string destination, string? owner, string? mode)
    {
        string?[] words =
        [
            transfer is CopyInstruction ? "COPY" : "ADD",
            owner is { Length: > 0 } ? $"--chown={owner}" : null,
            mode is null ? null : $"--chmod={mode}",
            .. sources.Select(static source => source.Text),
            .. transfer.Heredocs.Select(static heredoc => "<<" + heredoc.Name),
            destination,
            "# buildkit",
        ];
        return string.Join(' ', words.OfType<string>());
    }
}
