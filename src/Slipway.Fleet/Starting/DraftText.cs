// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Fleet;

/// <summary>Writes a drafted fleet file, with comments for who sees one for the first time.</summary>
internal sealed partial class DraftText
{
    private const int FlowWidth = 100;
    private readonly StringBuilder _text = new();

    private DraftText()
    {
    }

    [GeneratedRegex(@"\{[A-Za-z_][A-Za-z0-9_-]*\}", RegexOptions.CultureInvariant)]
    private static partial Regex WordInBraces();

    /// <summary>The file.</summary>
    /// <param name="fleet">The fleet's name.</param>
    /// <param name="version">The version, and where it comes from.</param>
    /// <param name="images">The images, in order.</param>
    /// <param name="tree">The folder that the images' ways start from, as the file's own folder sees it; <c>.</c> is the same.</param>
    internal static string Write(string fleet, (string Value, string Origin) version, IReadOnlyList<DraftImage> images, string tree)
    {
        var draft = new DraftText();
        draft._text.Append(CultureInfo.InvariantCulture, $$"""
            # What this project's images are, and what is claimed of them. `slipway init` wrote it; it is yours to change.
            #   slipway plan     what would be built, in which order
            #   slipway build    builds it          slipway verify    proves the claims
            #   slipway init --schema    what else may stand here, for editors
            # A name in FROM that is an image's name or tag here means that image, which is then built first.

            fleet: {{fleet}}
            version: {{Scalar(version.Value)}}    # {{version.Origin}}; {version} in a tag or label is this
            # registry: ghcr.io/you                     # where tags live, and 'slipway publish' pushes
            # platforms: [linux/amd64, linux/arm64]     # without it: this machine's

            images:

            """);
        foreach (var image in images)
        {
            if (image != images[0])
                draft._text.Append('\n');
            draft.Write(image, tree);
        }
        return draft._text.ToString();
    }

    private void Write(DraftImage image, string tree)
    {
        Line(2, $"{image.Name}:");
        var context = Path.Join(tree, image.Context).Replace("//", "/", StringComparison.Ordinal).TrimEnd('/');
        Line(4, $"context: {Scalar(context is "" or "." ? "." : context.StartsWith("./", StringComparison.Ordinal) ? context[2..] : context)}");
        var dockerfile = image.Context.Length == 0 ? image.File.Path : image.File.Path[(image.Context.Length + 1)..];
        if (dockerfile != "Dockerfile")
            Line(4, $"dockerfile: {Scalar(dockerfile)}");
        if (image.Missing.Count > 0)
            Line(4, $"# not found there: {Comment(string.Join(", ", image.Missing.Take(5)))}{(image.Missing.Count > 5 ? ", …" : "")}");
        if (image.CalledBy.Count > 0)
        {
            Line(4, "# The version is its own tag; by the others the Dockerfiles of this fleet call it.");
            Line(4, $"tags: {List(["{version}", .. image.CalledBy], Scalar)}");
        }
        if (image.Claims.Count > 0)
            Write(image.Claims);
    }

    private void Write(DraftClaims claims)
    {
        Line(4, "claims:");
        if (claims.User is { } user)
            Line(6, $"user: {{ {(uint.TryParse(user, CultureInfo.InvariantCulture, out _) ? "uid" : "name")}: {Literal(user)} }}");
        if (claims.Workdir is { } workdir)
            Line(6, $"workdir: {Literal(workdir)}");
        if (claims.Ports.Count > 0)
            Line(6, $"ports: {List(claims.Ports, Literal)}");
        if (claims.Volumes.Count > 0)
            Line(6, $"volumes: {List(claims.Volumes, Literal)}");
        if (claims.StopSignal is { } signal)
            Line(6, $"stop-signal: {Literal(signal)}");
        if (claims.Healthcheck is { } check)
            Line(6, $"healthcheck: {check}");
        if (claims.Entrypoint is { } entrypoint)
            Line(6, $"entrypoint: {List(entrypoint, Literal)}");
        if (claims.Cmd is { } cmd)
            Line(6, $"cmd: {List(cmd, Literal)}");
        Map("labels", claims.Labels);
        Map("env", claims.Env);
    }

    private void Map(string word, IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        if (pairs.Count == 0)
            return;
        var flow = $"{word}: {{ {string.Join(", ", pairs.Select(static pair => $"{Scalar(pair.Key)}: {Literal(pair.Value)}"))} }}";
        if (flow.Length <= FlowWidth)
        {
            Line(6, flow);
            return;
        }
        Line(6, $"{word}:");
        foreach (var (name, value) in pairs)
            Line(8, $"{Scalar(name)}: {Literal(value)}");
    }

    private void Line(int indent, string line) => _text.Append(' ', indent).Append(line).Append('\n');

    private static string List(IEnumerable<string> items, Func<string, string> write) => $"[{string.Join(", ", items.Select(write))}]";

    // A text in which braces are braces.
    private static string Literal(string text) => Scalar(WordInBraces().Replace(text, static word => $"{{{word.Value}}}"));

    // Without quotes where it can stand so for every reader of YAML, else in double ones.
    private static string Scalar(string text)
    {
        if (text.Length is > 0 and < 10 && text.All(char.IsAsciiDigit) && (text[0] != '0' || text.Length == 1))
            return text;
        if (YamlPlain.CanStand(text))
            return text;
        var quoted = new StringBuilder("\"");
        foreach (var letter in text)
        {
            quoted.Append(letter switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                _ when char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\uFEFF' => $"\\u{(int)letter:X4}",
                _ => letter.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }

    private static string Comment(string text) => string.Concat(text.Select(static letter => char.IsControl(letter) ? '?' : letter));
}
