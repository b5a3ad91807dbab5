// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>A heredoc: its mark in the arguments (<c>&lt;&lt;EOF</c>) and the body on the lines after the instruction.</summary>
/// <param name="Name">The word that ends the body; for COPY and ADD also the file's name.</param>
/// <param name="FileDescriptor">The number before the mark; 0 if there is none.</param>
/// <param name="MarkSpan">The mark in the arguments.</param>
/// <param name="BodySpan">The body in the source, its last line break included.</param>
public sealed record HeredocSyntax(string Name, int FileDescriptor, SourceSpan MarkSpan, SourceSpan BodySpan)
{
    /// <summary>The body as it stands in the source.</summary>
    public required Word Body { get; init; }

    /// <summary>Whether variables in the body count: true unless a part of the word is quoted.</summary>
    public bool Expands { get; init; } = true;

    /// <summary>Whether the mark is <c>&lt;&lt;-</c>, so that tabs at the beginning of each line don't count.</summary>
    public bool StripsTabs { get; init; }

    /// <summary>The body with the tabs taken off that don't count.</summary>
    public Word Content => StripsTabs ? StripTabs(Body) : Body;

    private static Word StripTabs(Word body)
    {
        var content = new WordBuilder(body.Source);
        var lineBegins = true;
        for (var index = 0; index < body.Text.Length; index++)
        {
            var character = body.Text[index];
            if (lineBegins && character == '\t')
                continue;
            content.Append(character, body.OffsetOf(index));
            lineBegins = character == '\n';
        }
        return content.Build(body.OffsetOf(body.Text.Length));
    }
}
