// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Build;

/// <summary>One source of a COPY or ADD.</summary>
/// <param name="Text">As it is written, variables in place.</param>
/// <param name="Span">Where it is written.</param>
internal abstract record CopySource(string Text, SourceSpan Span);

/// <summary>A path, or a pattern of paths, in an input.</summary>
/// <param name="Input">Which of the vertex's sources.</param>
/// <param name="Text">The path or pattern, as it is written.</param>
/// <param name="Span">Where it is written.</param>
internal sealed record PathCopySource(int Input, string Text, SourceSpan Span) : CopySource(Text, Span)
{
    /// <summary>Whether it is a path even if it holds wildcards; not by default.</summary>
    public bool IsLiteral { get; init; }
}

/// <summary>A file written in the Dockerfile.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Content">What it holds.</param>
/// <param name="Span">Where it is written.</param>
internal sealed record InlineCopySource(string Name, string Content, SourceSpan Span) : CopySource("<<" + Name, Span);

/// <summary>A file that was fetched.</summary>
/// <param name="Input">Which of the vertex's sources.</param>
/// <param name="Text">Its address.</param>
/// <param name="FileName">Its name.</param>
/// <param name="Span">Where it is written.</param>
internal sealed record DownloadCopySource(int Input, string Text, string FileName, SourceSpan Span) : CopySource(Text, Span);

/// <summary>The files of a git repository.</summary>
/// <param name="Input">Which of the vertex's sources.</param>
/// <param name="Text">Its address, safe to show.</param>
/// <param name="Span">Where it is written.</param>
internal sealed record GitCopySource(int Input, string Text, SourceSpan Span) : CopySource(Text, Span)
{
    /// <summary>All of them.</summary>
    public PathCopySource Files => new(Input, "/", Span) { IsLiteral = true };
}
