// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>What a step does.</summary>
public enum StepKind
{
    /// <summary>It runs a command: RUN.</summary>
    Run,

    /// <summary>It copies files: COPY, ADD, or a folder as a base.</summary>
    Copy,

    /// <summary>It makes a directory: WORKDIR.</summary>
    MakeDirectory,

    /// <summary>It fetches a file.</summary>
    Download,

    /// <summary>It checks out a repository.</summary>
    Git,

    /// <summary>It composes an image from packages.</summary>
    Packages,

    /// <summary>It is a base image or a context, which is only looked up and counts as no step.</summary>
    Image,

    /// <summary>It hands a finished image on, and is no part of the graph.</summary>
    Export,
}
