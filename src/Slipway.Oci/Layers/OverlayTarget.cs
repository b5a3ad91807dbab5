// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>The directory of one layer of an overlay: hiding is a device 0:0 or an attribute, and nothing of the layers below is here.</summary>
internal sealed class OverlayTarget : LayerTarget
{
    private readonly RootedDirectory _root;
    private readonly string _opaqueAttribute;
    private readonly LowerDirectories _below;

    internal OverlayTarget(RootedDirectory root, LayerApplyOptions options)
    {
        _root = root;
        _opaqueAttribute = (options.OverlayAttributes == OverlayAttributes.User ? OverlayMarks.UserPrefix : OverlayMarks.TrustedPrefix) + OverlayMarks.Opaque;
        _below = new(options.LowerDirectories);
    }

    internal override bool NeedsParents => true;

    internal override bool DependsOnBelow => _below.WereAsked;

    internal override void Placed(string directory, string name)
    {
    }

    internal override void Hide(string directory, string name, CancellationToken cancellationToken)
    {
        var path = LayerPath.Join(directory, name);
        var there = _root.TryGetStatus(path, FinalLink.Keep);
        if (there is null)
            _root.CreateNode(path, FileType.CharacterDevice, 0);
        else if (there is { Type: FileType.Directory })
            Cover(path);
    }

    internal override void MakeOpaque(string directory, CancellationToken cancellationToken) =>
        _root.SetAttribute(directory, _opaqueAttribute, "y"u8, FinalLink.Follow);

    internal override void Cover(string directory) => _root.SetAttribute(directory, _opaqueAttribute, "y"u8, FinalLink.Keep);

    internal override TarEntry DescribeImplied(string directory) =>
        _below.Find(directory) is { Status.Type: FileType.Directory } below ? below.Describe(directory) : Plain(directory);

    internal override LowerFile? FindBelow(string path) => _below.Find(path);

    public override void Dispose()
    {
        _below.Dispose();
        base.Dispose();
    }
}
