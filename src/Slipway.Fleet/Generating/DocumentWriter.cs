// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Slipway.Fleet;

/// <summary>Writes YAML by the library's emitter, so that no text can become anything but a text.</summary>
internal static class DocumentWriter
{
    // One style for all: lists are indented, lines are not broken, and what would be another type without quotes is in quotes.
    private static readonly EmitterSettings Settings = EmitterSettings.Default.WithBestWidth(int.MaxValue).WithIndentedSequences();

    /// <summary>The documents, each after the mark of its beginning where there are several.</summary>
    internal static string Write(params IReadOnlyList<DocumentNode> documents)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(text, Settings);
        emitter.Emit(new StreamStart());
        foreach (var document in documents)
        {
            emitter.Emit(new DocumentStart(null, null, isImplicit: documents.Count == 1 || document == documents[0]));
            Emit(emitter, document);
            emitter.Emit(new DocumentEnd(isImplicit: true));
        }
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, DocumentNode node)
    {
        switch (node)
        {
            case DocumentMap map:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, map.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in map)
                {
                    // What GitHub calls it; no reader that knows the file takes it for anything else.
                    emitter.Emit(key == "on" ? Plain(key) : Text(key));
                    Emit(emitter, value);
                }
                emitter.Emit(new MappingEnd());
                break;
            case DocumentList list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, list.Items.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list.Items)
                    Emit(emitter, item);
                emitter.Emit(new SequenceEnd());
                break;
            case DocumentText text:
                emitter.Emit(Text(text.Text));
                break;
            case DocumentLines lines:
                emitter.Emit(lines.Text.Any(CannotStand) ? Text(lines.Text) : new Scalar(AnchorName.Empty, TagName.Empty, lines.Text, ScalarStyle.Literal, isPlainImplicit: false, isQuotedImplicit: true));
                break;
            case DocumentNumber number:
                emitter.Emit(Plain(number.Number.ToString(CultureInfo.InvariantCulture)));
                break;
            case DocumentFlag flag:
                emitter.Emit(Plain(flag.Flag ? "true" : "false"));
                break;
        }
    }

    // What a reader would refuse in a block, or take for the end of a line.
    private static bool CannotStand(char letter) => (char.IsControl(letter) && letter is not ('\n' or '\t')) || letter is '\u2028' or '\u2029' or '\uFEFF';

    private static Scalar Plain(string text) => new(AnchorName.Empty, TagName.Empty, text, ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false);

    private static Scalar Text(string text) => YamlPlain.CanStandInBlock(text) ? Plain(text)
        : new(AnchorName.Empty, TagName.Empty, text, ScalarStyle.DoubleQuoted, isPlainImplicit: false, isQuotedImplicit: true);
}
