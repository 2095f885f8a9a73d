using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SmpClinic.Web.Tests;

/// <summary>Thrown where a test planted it.</summary>
public sealed class PlantedFaultException : Exception
{
    public PlantedFaultException()
        : base("A fault that the test planted.")
    {
    }

    public PlantedFaultException(string message)
        : base(message)
    {
    }

    public PlantedFaultException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>
/// Throws once, before or after the k-th thing asked of the database: statements in order, the commit counted among them.
/// </summary>
public sealed class StatementFaults
{
    private readonly StatementHooks _hooks;
    private int _left = int.MaxValue;
    private bool _after;
    private Action? _instead;

    public StatementFaults() => _hooks = new(Before, After);

    public IInterceptor Commands => _hooks.Commands;

    public IInterceptor Commits => _hooks.Commits;

    /// <summary>Whether the planted fault was met.</summary>
    public bool Fired { get; private set; }

    /// <summary>Plants one fault at the k-th statement from now, counted from 1.</summary>
    public void Plant(int statement, bool after) => (_left, _after, _instead, Fired) = (statement, after, null, false);

    /// <summary>Does something before the k-th statement from now, and lets it go on.</summary>
    public void Plant(int statement, Action instead) => (_left, _after, _instead, Fired) = (statement, false, instead, false);

    /// <summary>Takes a fault that was not met away again.</summary>
    public void Clear() => _left = int.MaxValue;

    private void Before()
    {
        if (_left != int.MaxValue && !_after && --_left == 0)
        {
            Fire();
        }
    }

    private void After()
    {
        if (_left != int.MaxValue && _after && --_left == 0)
        {
            Fire();
        }
    }

    private void Fire()
    {
        Fired = true;
        _left = int.MaxValue;
        if (_instead is { } act)
        {
            act();
            return;
        }

        throw new PlantedFaultException();
    }
}
