// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>What the lists of settings do to those that they are laid over.</summary>
public enum SettingJoin
{
    /// <summary>They take their place.</summary>
    Replace,

    /// <summary>They come behind them.</summary>
    Append,
}
