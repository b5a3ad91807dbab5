// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Layers;

namespace Slipway.Build;

/// <summary>How an image is put together for one output.</summary>
internal sealed record ImageForm
{
    /// <summary>How layers are written.</summary>
    public required LayerOptions Layers { get; init; }

    /// <summary>SOURCE_DATE_EPOCH; null keeps times.</summary>
    public DateTimeOffset? Epoch { get; init; }

    /// <summary>Whether layers of base images that are of another compression are compressed anew.</summary>
    public bool IncludesBase { get; init; }

    /// <summary>Annotations beside <see cref="BuildTarget.Annotations"/>.</summary>
    public IReadOnlyList<PlacedAnnotation> Annotations { get; init; } = [];

    /// <summary>The form that an output of a target asks for.</summary>
    /// <exception cref="DefinitionException">The target's SOURCE_DATE_EPOCH is no number.</exception>
    public static ImageForm Of(BuildTarget target, ImageOutput output, BuildOptions options)
    {
        var epoch = SourceDate.Of(target, options);
        var compression = output.Compression ?? options.Compression;
        return new()
        {
            Layers = new()
            {
                Compression = compression.Kind switch
                {
                    LayerCompressionKind.Gzip => LayerCompression.Gzip,
                    LayerCompressionKind.Zstd => LayerCompression.Zstd,
                    _ => LayerCompression.None,
                },
                Level = compression.Level,
                LatestModified = epoch is { } latest && output.RewritesTimes != false ? UnixTime.From(latest) : null,
            },
            Epoch = epoch,
            IncludesBase = compression.IncludesBase,
            Annotations = [.. target.PlacedAnnotations, .. output.Annotations],
        };
    }

    /// <summary>The annotations of a place, of a platform where one is given; the later of one name wins. Null where there are none.</summary>
    public IReadOnlyDictionary<string, string>? AnnotationsOf(AnnotationPlace place, Oci.Platform? platform, IReadOnlyDictionary<string, string>? first = null)
    {
        var all = new Dictionary<string, string>(first ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var annotation in Annotations.Where(one => one.Place == place && (platform is null || one.IsFor(platform))))
            all[annotation.Key] = annotation.Value;
        return all.Count > 0 ? all : null;
    }
}
