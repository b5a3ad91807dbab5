// SPDX-License-Identifier: Apache-2.0
using Slipway.Cli.Templates;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary>Finds what <c>inspect</c> shows beside images: containers and volumes.</summary>
internal sealed class InspectedObject(Session session)
{
    /// <summary>A container's document; null if there is none of that name.</summary>
    public async Task<TemplateRecord?> FindContainerAsync(string word, bool isSized, CancellationToken cancellationToken)
    {
        if (new ContainerCatalog(session.Home).Find(word) is not { } definition)
            return null;
        var image = session.Store.Contains(definition.Manifest.Digest) ? session.Store.ReadImage(definition.Manifest, definition.Platform) : null;
        return new ContainerDocument
        {
            View = ContainerView.Read(session.Home, definition),
            Home = session.Home,
            Image = image is null ? null : (image.Manifest.Image!.Config.Digest, image.Config),
            Size = isSized ? await new ContainerSizes(session).MeasureAsync(definition, cancellationToken) : null,
        }.ToRecord();
    }

    /// <summary>A volume's document, Docker's; null if there is none of that name.</summary>
    public TemplateRecord? FindVolume(string word)
    {
        var volumes = new VolumeStore(session.Home, session.Time);
        if (!VolumeName.IsName(word) || volumes.Find(word) is not { } volume)
            return null;
        return new TemplateRecord(
        [
            Text("CreatedAt", TemplateJson.TimeText(volume.CreatedAt)),
            Text("Driver", "local"),
            new("Labels", TemplateValue.OfTexts(volume.Labels.Count > 0 ? volume.Labels : null)),
            Text("Mountpoint", volumes.DataOf(volume.Name)),
            Text("Name", volume.Name),
            new("Options", TemplateValue.OfTexts((IReadOnlyDictionary<string, string>?)null)),
            Text("Scope", "local"),
        ])
        { Noun = "a volume" };
    }

    private static TemplateField Text(string name, string text) => new(name, TemplateValue.OfText(text));
}
