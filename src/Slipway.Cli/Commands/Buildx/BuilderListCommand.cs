// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Listings;
using Slipway.Cli.Templates;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Buildx;

/// <summary><c>slipway buildx ls</c>: the one builder there is, this program, and the platforms that it builds for on this machine.</summary>
internal sealed class BuilderListCommand : SlipwayCommand
{
    private const string Standard = "{{.Name}}\t{{.DriverEndpoint}}\t{{.Status}}\t{{.Version}}\t{{.Platforms}}";

    private static readonly TemplateRecord Headings = Listing.Headings(
        ("Name", "NAME/NODE"), ("DriverEndpoint", "DRIVER/ENDPOINT"), ("Status", "STATUS"), ("Version", "VERSION"), ("Platforms", "PLATFORMS"), ("Native", "NATIVE"), ("Emulated", "EMULATED"));

    private readonly Option<ListingFormat> _format = ListingFormat.Option("Name, DriverEndpoint, Status, Version, Platforms, Native, Emulated");

    public BuilderListCommand(Session session)
        : base(session, "ls", "Show what builds here and for which platforms: this program, on this machine as it is.", "slipway buildx ls", "slipway buildx ls --format '{{.Emulated}}'") => Add(_format);

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var platforms = RunnablePlatform.OfThisMachine();
        string Of(EmulationKind kind) => string.Join(", ", platforms.Where(one => one.Kind == kind).Select(static one => one.Platform));
        var format = words.GetValue(_format)!;
        if (format == ListingFormat.Json)
            JsonOutput.Write(Session.Output, json => Write(json, platforms));
        else
            new Listing(Headings, Standard).Write(Session.Output, format,
            [
                Listing.Row(
                    ("Name", "slipway*"), ("DriverEndpoint", "slipway"), ("Status", "running"), ("Version", ErrorReport.Version.Split('+')[0]), ("Platforms", string.Join(", ", platforms)),
                    ("Native", Of(EmulationKind.Native)), ("Emulated", Of(EmulationKind.Emulated))),
            ]);
        return Task.FromResult(ExitCode.Done);
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, IReadOnlyList<RunnablePlatform> platforms)
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("Name", "slipway");
        json.WriteString("Driver", "slipway");
        json.WriteString("Status", "running");
        json.WriteString("Version", ErrorReport.Version.Split('+')[0]);
        foreach (var kind in (EmulationKind[])[EmulationKind.Native, EmulationKind.Emulated])
        {
            json.WriteStartArray(kind.ToString());
            foreach (var one in platforms.Where(one => one.Kind == kind))
                json.WriteStringValue(one.Platform.ToString());
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
