using System.Collections.Frozen;

namespace Interop.Fhir.FhirPath.Units;

/// <summary>UCUM's prefixes and the units met in care, each as an expression over the base units (https://ucum.org/ucum; case sensitive codes).</summary>
internal static class UcumTable
{
    /// <summary>The base units; the position is the dimension. Arbitrary units (international units and the like) are dimensions of their own.</summary>
    public static readonly string[] Bases = ["m", "s", "g", "rad", "K", "C", "cd", "[iU]", "[arb'U]", "[USP'U]", "[CFU]", "[PFU]", "[hp'_X]", "[pH]", "[EU]", "[GPL'U]"];

    public static readonly FrozenDictionary<string, int> Prefixes = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["Y"] = 24, ["Z"] = 21, ["E"] = 18, ["P"] = 15, ["T"] = 12, ["G"] = 9, ["M"] = 6, ["k"] = 3, ["h"] = 2, ["da"] = 1,
        ["d"] = -1, ["c"] = -2, ["m"] = -3, ["u"] = -6, ["n"] = -9, ["p"] = -12, ["f"] = -15, ["a"] = -18, ["z"] = -21, ["y"] = -24,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Metric units take prefixes.</summary>
    public static readonly FrozenDictionary<string, (string Definition, bool Metric)> Units = Read("""
        10*=10 10^=10 [pi]=3.1415926535897932384626433833 %=10*-2 [ppth]=10*-3 [ppm]=10*-6 [ppb]=10*-9 [pptr]=10*-12
        mol*=6.0221367.10*23 sr*=rad2 Hz*=s-1 N*=kg.m/s2 Pa*=N/m2 J*=N.m W*=J/s A*=C/s V*=J/C F*=C/V Ohm*=V/A S*=Ohm-1 Wb*=V.s T*=Wb/m2 H*=Wb/A
        lm*=cd.sr lx*=lm/m2 Bq*=s-1 Gy*=J/kg Sv*=J/kg gon=0.9.deg deg=2.[pi].rad/360 '=deg/60 ''=deg/3600
        l*=dm3 L*=l ar*=100.m2 min=60.s h=60.min d=24.h a_t=365.24219.d a_j=365.25.d a_g=365.2425.d a=a_j wk=7.d mo_s=29.53059.d mo_j=a_j/12 mo_g=a_g/12 mo=mo_j
        t*=1000.kg bar*=100000.Pa u*=1.6605402.10*-24.g eV*=1.60217733.10*-19.J pc*=3.085678.10*16.m
        [c]=299792458.m/s [h]=6.6260755.10*-34.J.s [k]=1.380658.10*-23.J/K [e]=1.60217733.10*-19.C [g]=9.80665.m/s2 gf*=g.[g] [lbf_av]=[lb_av].[g]
        Ky*=cm-1 Gal*=cm/s2 dyn*=g.cm/s2 erg*=dyn.cm P*=dyn.s/cm2 G*=10*-4.T Ci*=3.7.10*10.Bq R*=2.58.10*-4.C/kg RAD*=100.erg/g REM*=RAD
        [in_i]=2.54.cm [ft_i]=12.[in_i] [yd_i]=3.[ft_i] [mi_i]=5280.[ft_i] [nmi_i]=1852.m [fth_i]=6.[ft_i] [kn_i]=[nmi_i]/h [sin_i]=[in_i]2 [sft_i]=[ft_i]2
        [cin_i]=[in_i]3 [cft_i]=[ft_i]3 [mil_i]=10*-3.[in_i] [hd_i]=4.[in_i] [in_us]=[ft_us]/12 [ft_us]=1200.m/3937 [yd_us]=3.[ft_us] [mi_us]=5280.[ft_us] [acr_us]=4840.[yd_us]2
        [gal_us]=231.[in_i]3 [qt_us]=[gal_us]/4 [pt_us]=[qt_us]/2 [gil_us]=[pt_us]/4 [foz_us]=[gil_us]/4 [fdr_us]=[foz_us]/8 [min_us]=[fdr_us]/60
        [tbs_us]=[foz_us]/2 [tsp_us]=[tbs_us]/3 [cup_us]=16.[tbs_us] [foz_m]=30.mL [cup_m]=240.mL [tsp_m]=5.mL [tbs_m]=15.mL
        [gal_br]=4.54609.l [qt_br]=[gal_br]/4 [pt_br]=[qt_br]/2 [foz_br]=[pt_br]/20
        [gr]=64.79891.mg [lb_av]=7000.[gr] [oz_av]=[lb_av]/16 [dr_av]=[oz_av]/16 [scwt_av]=100.[lb_av] [ston_av]=2000.[lb_av] [stone_av]=14.[lb_av]
        [pwt_tr]=24.[gr] [oz_tr]=20.[pwt_tr] [lb_tr]=12.[oz_tr] [sc_ap]=20.[gr] [dr_ap]=3.[sc_ap] [oz_ap]=8.[dr_ap] [lb_ap]=12.[oz_ap] [oz_m]=28.g
        [degR]=5.K/9 m[H2O]*=9.80665.kPa m[Hg]*=133.3220.kPa [in_i'H2O]=m[H2O].[in_i]/m [in_i'Hg]=m[Hg].[in_i]/m [psi]=[lbf_av]/[in_i]2 atm=101325.Pa att*=kgf/cm2
        [PRU]=mm[Hg].s/ml [wood'U]=mm[Hg].min/L [diop]=m-1 [Ch]=mm/[pi] [drp]=ml/20 [MET]=3.5.mL/min/kg
        cal*=4.184.J cal_IT*=4.1868.J cal_th*=4.184.J cal_m*=4.19002.J [Cal]=kcal_th [Btu_IT]=1.05505585262.kJ [Btu_th]=1.054350.kJ [Btu]=[Btu_th] [HP]=550.[ft_i].[lbf_av]/s
        tex*=g/km [den]=g/9/km circ=2.[pi].rad sph=4.[pi].sr [car_m]=0.2.g eq*=mol osm*=mol kat*=mol/s U*=umol/min g%*=g/dl st*=m3 Ao=0.1.nm b=100.fm2
        [iU]*=[iU] [IU]*=[iU] [arb'U]=[arb'U] [USP'U]=[USP'U] [CFU]=[CFU] [PFU]=[PFU] [EU]=[EU] [GPL'U]=[GPL'U] [pH]=[pH] [hp'_X]=[hp'_X]
        [S]=10*-13.s [mesh_i]=[in_i]-1 [smoot]=67.[in_i] bit_s=1 bit*=1 By*=8.bit Bd*=s-1 [HPF]=1 [LPF]=100
        """);

    /// <summary>Units with an origin of their own: the factor to their base unit and what stands at zero.</summary>
    public static readonly FrozenDictionary<string, (decimal Factor, decimal Zero)> Offsets = new Dictionary<string, (decimal, decimal)>(StringComparer.Ordinal)
    {
        ["Cel"] = (1m, 273.15m),
        ["[degF]"] = (5m / 9m, 459.67m * 5m / 9m),
        ["[degRe]"] = (1.25m, 273.15m),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static FrozenDictionary<string, (string, bool)> Read(string table) => table
        .Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
        .Select(entry =>
        {
            var equals = entry.LastIndexOf('=');
            var code = entry[..equals];
            var metric = code.EndsWith('*') && code != "10*";
            return KeyValuePair.Create(metric ? code[..^1] : code, (entry[(equals + 1)..], metric));
        })
        .ToFrozenDictionary(StringComparer.Ordinal);
}
