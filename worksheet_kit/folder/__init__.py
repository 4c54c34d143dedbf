"""The working folder of a region: its settings, and a folder for each bimtek with what goes out, comes in, results.

Promises that one module, `names`, decides every name and place, that a command without arguments takes the bimtek that
is on (`stages`), and that nothing outdated stays in sight and nothing that people changed is moved (`archive`). Never
goes by what stands in a workbook to say which bimtek is on, and puts nothing in place itself: it plans over a listing
of files, and the `Outputs` of the command line or the page carry the plan out. Open `names` first.
"""
